using Penstock.Gateways.Storage.Sql;
using Penstock.Pipeline.Ledger;

namespace Penstock.Gateways.Storage;

/// <summary>Reads calls from the database.</summary>
internal sealed class CallStore(SqliteDatabase database, JournalShipper shipper) : ICallStore
{
    /// <inheritdoc/>
    public Task CatchUpAsync(CancellationToken ct) => shipper.CatchUpAsync(ct);

    /// <inheritdoc/>
    public async Task<CallRecord?> FindAsync(string id, CancellationToken ct)
    {
        await using var connection = await database.OpenReaderAsync(ct);
        await using var command = connection.Command(CallSql.Find, ("@id", id));
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? CallSql.Read(row) : null;
    }

    /// <inheritdoc/>
    /// <remarks>Rows come in the order of their groups, ordinal, those without a value first.</remarks>
    public async Task<IReadOnlyList<UsageRow>> SumAsync(UsageQuery query, CancellationToken ct)
    {
        var rows = new List<UsageRow>();
        await using var connection = await database.OpenReaderAsync(ct);
        await using var command = UsageSql.Command(connection, query);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            rows.Add(UsageSql.Read(row, query));
        }

        rows.Sort(static (left, right) =>
        {
            var order = 0;
            for (var i = 0; order == 0 && i < left.Groups.Count; i++)
            {
                order = string.CompareOrdinal(left.Groups[i], right.Groups[i]);
            }

            return order;
        });
        return rows;
    }
}
