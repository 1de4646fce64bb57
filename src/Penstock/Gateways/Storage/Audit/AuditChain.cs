using System.Data.Common;
using Penstock.Audit;
using Penstock.Gateways.Storage.Sql;

namespace Penstock.Gateways.Storage.Audit;

/// <summary>
/// The hash chain of this node. Whoever changes something appends in the transaction of the change, so that neither is there without the
/// other; the transaction must be one that writes from its beginning (SQLite's are), for the chain's end is read in it.
/// </summary>
/// <param name="node">The node: the journal's id.</param>
/// <param name="scrub">Takes known secrets out of a text.</param>
internal sealed class AuditChain(string node, Func<string, string>? scrub = null)
{
    /// <summary>The node.</summary>
    public string Node => node;

    /// <summary>Appends entries within a transaction.</summary>
    public async Task AppendAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<AuditEntry> entries, CancellationToken ct)
    {
        var bytes = new CanonicalBytes();
        var end = await EndAsync(connection, transaction, ct);
        foreach (var entry in entries)
        {
            var sequence = end.Sequence + 1;
            var values = AuditEventSql.Values(entry, scrub ?? (static text => text));
            var digest = AuditEventSql.Digest(bytes, values);
            var at = Micros.Of(entry.At);
            var link = new AuditLink(sequence, at, null, digest, AuditLink.HashOf(bytes, node, end.Hash, sequence, at, null, digest));
            await RunAsync(connection, transaction, AuditSql.InsertLink, AuditLink.Columns, link.Values(node), ct);
            await RunAsync(connection, transaction, AuditEventSql.Insert, ["node", "seq", .. AuditEventSql.Columns], [node, sequence, .. values], ct);
            end = new AuditEnd(sequence, link.Hash);
        }

        await SaveEndAsync(connection, transaction, end, ct);
    }

    /// <summary>Appends one entry within a transaction.</summary>
    public Task AppendAsync(DbConnection connection, DbTransaction transaction, AuditEntry entry, CancellationToken ct) =>
        AppendAsync(connection, transaction, [entry], ct);

    /// <summary>The end of the chain, as the transaction sees it.</summary>
    public async Task<AuditEnd> EndAsync(DbConnection connection, DbTransaction? transaction, CancellationToken ct)
    {
        await using var command = connection.Command(AuditSql.FindEnd, ("@node", node));
        command.Transaction = transaction;
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? new AuditEnd(row.GetInt64(0), row.GetString(1)) : new AuditEnd(0, AuditLink.Beginning);
    }

    /// <summary>Notes the end of the chain.</summary>
    public Task SaveEndAsync(DbConnection connection, DbTransaction transaction, AuditEnd end, CancellationToken ct) =>
        RunAsync(connection, transaction, AuditSql.SaveEnd, ["node", "seq", "hash"], [node, end.Sequence, end.Hash], ct);

    private static async Task RunAsync(DbConnection connection, DbTransaction transaction, string sql, IReadOnlyList<string> names, IReadOnlyList<ColumnValue> values, CancellationToken ct)
    {
        await using var command = connection.Command(sql);
        command.Transaction = transaction;
        for (var i = 0; i < names.Count; i++)
        {
            command.AddParameter("@" + names[i]).Value = values[i].Text ?? (object?)values[i].Number ?? DBNull.Value;
        }

        await command.ExecuteNonQueryAsync(ct);
    }
}
