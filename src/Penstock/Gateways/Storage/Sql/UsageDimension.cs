using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Penstock.Pipeline.Ledger;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>What calls have in common that are summed up into one row an hour: everything that usage is grouped and filtered by, but for tags.</summary>
internal sealed record UsageDimension(
    string? Model,
    string? Provider,
    string? UpstreamModel,
    string? KeyId,
    string? UserId,
    string? ServiceAccountId,
    string? Team,
    string? Teams,
    string? Region,
    string Dialect,
    string Capability,
    long Status,
    string Ended,
    string? ErrorKind,
    string? Currency)
{
    /// <summary>The columns, in the order of the values.</summary>
    public static readonly string[] Columns =
        ["model", "provider", "upstream_model", "key_id", "user_id", "service_account_id", "team", "teams", "region", "dialect", "capability", "status", "ended", "error_kind", "currency"];

    /// <summary>The dimension of a record.</summary>
    public static UsageDimension Of(CallRecord call) => new(
        call.Model,
        call.Provider,
        call.UpstreamModel,
        call.KeyId,
        call.UserId,
        call.ServiceAccountId,
        call.Teams.Count == 0 ? null : call.Teams[0],
        TeamList.Of(call.Teams),
        call.Region,
        call.Dialect,
        call.Capability,
        call.Status,
        CallSql.Ended(call.End),
        call.ErrorKind,
        call.Currency);

    /// <summary>The values of the columns.</summary>
    public ColumnValue[] Values() =>
        [Model, Provider, UpstreamModel, KeyId, UserId, ServiceAccountId, Team, Teams, Region, Dialect, Capability, Status, Ended, ErrorKind, Currency];

    /// <summary>Its id: the first 64 bits of a hash of its values, so that nobody has to hand out numbers.</summary>
    public long Id()
    {
        var text = new StringBuilder();
        foreach (var value in Values())
        {
            var part = value.Text ?? value.Number?.ToString(System.Globalization.CultureInfo.InvariantCulture);
            text.Append(part?.Length ?? -1).Append(':').Append(part).Append('\n');
        }

        return BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
