using System.Data.Common;
using System.Net;
using Penstock.Audit;
using Penstock.Domain.Access;
using Penstock.Gateways.Storage.Sql;

namespace Penstock.Gateways.Storage.Audit;

/// <summary>The table of actions: its columns, and how a row is an entry.</summary>
internal static class AuditEventSql
{
    private const int LongestBody = 256 * 1024;

    /// <summary>The columns that the digest covers, in its order.</summary>
    public static readonly string[] Columns =
        ["at", "actor", "key_id", "address", "user_agent", "action", "kind", "target", "outcome", "before_body", "after_body"];

    /// <summary>Adds a row.</summary>
    public static readonly string Insert =
        $"insert into audit_events (node, seq, {string.Join(", ", Columns)}) values (@node, @seq, {string.Join(", ", Columns.Select(column => "@" + column))})";

    /// <summary>The values of the columns.</summary>
    public static ColumnValue[] Values(AuditEntry entry, Func<string, string> scrub) =>
    [
        Micros.Of(entry.At),
        Text(entry.Actor.Id, 200),
        Text(entry.Actor.KeyId, 200),
        entry.Actor.Address?.ToString(),
        Text(entry.Actor.UserAgent is { } agent ? scrub(agent) : null, 200),
        entry.Action,
        entry.Kind,
        Text(entry.Id, 400),
        Outcome(entry.Outcome),
        Text(entry.Before is { } before ? scrub(before) : null, LongestBody),
        Text(entry.After is { } after ? scrub(after) : null, LongestBody),
    ];

    /// <summary>The digest of a row.</summary>
    public static string Digest(CanonicalBytes bytes, ReadOnlySpan<ColumnValue> values)
    {
        bytes.Clear();
        for (var i = 0; i < values.Length; i++)
        {
            bytes.Add(Columns[i], values[i]);
        }

        return bytes.Digest();
    }

    /// <summary>The entry of a row that has the columns and the link's <c>node</c>, <c>seq</c> and <c>hash</c>.</summary>
    public static AuditEvent Read(DbDataReader row)
    {
        var at = row.Number("at")!.Value;
        var actor = new Actor(row.Text("actor")!, row.Text("key_id"), IPAddress.TryParse(row.Text("address"), out var address) ? address : null, row.Text("user_agent"));
        return new AuditEvent(
            new AuditPlace(row.Text("node")!, row.Number("seq")!.Value, at),
            new AuditEntry(actor, row.Text("action")!, row.Text("kind")!, row.Text("target"), Micros.Time(at))
            {
                Before = row.Text("before_body"),
                After = row.Text("after_body"),
                Outcome = row.Text("outcome") switch { "denied" => AuditOutcome.Denied, "failed" => AuditOutcome.Failed, _ => AuditOutcome.Done },
            },
            row.Text("hash") ?? "");
    }

    /// <summary>The word of an outcome.</summary>
    public static string Outcome(AuditOutcome outcome) => outcome switch
    {
        AuditOutcome.Done => "done",
        AuditOutcome.Denied => "denied",
        AuditOutcome.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, null),
    };

    // No database reads a NUL back as it was; a body that is too long says so instead of being cut somewhere.
    private static string? Text(string? text, int longest) => text is null ? null
        : text.Length > longest ? longest == LongestBody ? $$"""{"too_long":{{text.Length}}}""" : text[..longest].Replace('\0', '\uFFFD')
        : text.Replace('\0', '\uFFFD');
}
