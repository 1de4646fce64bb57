using System.Data.Common;
using Penstock.Gateways.Storage.Sql;

namespace Penstock.Gateways.Storage.Audit;

/// <summary>
/// Reads a whole audit trail, of one moment, and finds what was changed, removed, put elsewhere or cut off: by the hashes of its links, by what
/// the links are of, and by checkpoints. What is behind the last checkpoint that was kept elsewhere is only as safe as the database.
/// </summary>
/// <param name="signer">The key, or its public part, that checkpoints are signed with; null to go by the hashes only.</param>
/// <param name="kept">Checkpoints that were kept elsewhere.</param>
internal sealed class AuditVerifier(AuditSigner? signer, IReadOnlyList<AuditCheckpoint> kept)
{
    private readonly CanonicalBytes _bytes = new();
    private readonly AuditReport _report = new();

    /// <summary>Reads it.</summary>
    /// <param name="connection">The database, in a transaction that sees one moment.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<AuditReport> RunAsync(DbConnection connection, CancellationToken ct)
    {
        var checkpoints = await CheckpointsAsync(connection, ct);
        var nodes = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var row in RowsAsync(connection, "select node from audit_ends union select distinct node from audit_chain union select distinct node from audit_checkpoints", ct))
        {
            nodes.Add(row.GetString(0));
        }

        foreach (var checkpoint in kept)
        {
            nodes.Add(checkpoint.Node);
        }

        foreach (var node in nodes)
        {
            await ChainAsync(connection, node, [.. checkpoints.Where(checkpoint => checkpoint.Node == node)], ct);
        }

        return _report;
    }

    private async Task<List<AuditCheckpoint>> CheckpointsAsync(DbConnection connection, CancellationToken ct)
    {
        var found = new List<AuditCheckpoint>();
        await foreach (var row in RowsAsync(connection, "select node, seq, begins, line from audit_checkpoints order by node, seq, begins", ct))
        {
            var (node, sequence, begins) = (row.GetString(0), row.GetInt64(1), row.GetInt64(2) != 0);
            if (AuditCheckpoint.Find(row.GetString(3)) is { } checkpoint && checkpoint.Node == node && checkpoint.Sequence == sequence && checkpoint.Begins == begins && Holds(checkpoint))
            {
                found.Add(checkpoint);
            }
            else
            {
                _report.Find($"{node}: the checkpoint at link {sequence} in the database is not as it was signed");
            }
        }

        foreach (var checkpoint in kept)
        {
            if (Holds(checkpoint))
            {
                found.Add(checkpoint);
            }
            else
            {
                _report.Find($"{checkpoint.Node}: the given checkpoint at link {checkpoint.Sequence} is not signed by this key ({signer!.KeyId}); its own is {checkpoint.KeyId}");
            }
        }

        return found;
    }

    private bool Holds(AuditCheckpoint checkpoint) => signer is null || signer.IsMine(checkpoint.Signed, checkpoint.Signature);

    private async Task ChainAsync(DbConnection connection, string node, IReadOnlyList<AuditCheckpoint> checkpoints, CancellationToken ct)
    {
        // Several may say so: the chain was shortened several times.
        var begin = checkpoints.Where(checkpoint => checkpoint.Begins).MaxBy(checkpoint => checkpoint.Sequence);
        var end = new AuditEnd(begin?.Sequence ?? 0, begin?.Hash ?? AuditLink.Beginning);
        var expected = checkpoints.Where(checkpoint => checkpoint.Sequence >= end.Sequence).ToLookup(checkpoint => checkpoint.Sequence);
        foreach (var checkpoint in expected[end.Sequence])
        {
            Compare(checkpoint, end.Hash);
        }

        var content = new AuditContent(_report, node, await AuditContent.DroppedBeforeAsync(connection, ct));
        await using (var command = connection.Command(AuditContent.Select, ("@node", node), ("@begin", end.Sequence)))
        await using (var row = await command.ExecuteReaderAsync(ct))
        {
            while (await row.ReadAsync(ct))
            {
                end = Link(node, row, end, content);
                foreach (var checkpoint in expected[end.Sequence])
                {
                    Compare(checkpoint, end.Hash);
                }
            }
        }

        _report.Ends[node] = end;
        await EndAsync(connection, node, end, ct);
        if (checkpoints.Where(checkpoint => checkpoint.Sequence > end.Sequence).MaxBy(checkpoint => checkpoint.Sequence) is { } beyond)
        {
            _report.Find($"{node}: the tail is cut: the chain ends at link {end.Sequence}, and a checkpoint of {beyond.At.UtcDateTime:u} says that there were at least {beyond.Sequence}");
        }

        await content.StrangersAsync(connection, begin?.Sequence ?? 0, ct);
    }

    private AuditEnd Link(string node, DbDataReader row, AuditEnd before, AuditContent content)
    {
        _report.Links++;
        var link = new AuditLink(row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetString(3), row.GetString(4));
        if (link.Sequence != before.Sequence + 1)
        {
            var missing = link.Sequence - before.Sequence - 1;
            _report.Find(missing == 1
                ? $"{node}: link {before.Sequence + 1} is removed"
                : $"{node}: links {before.Sequence + 1} to {link.Sequence - 1} are removed");
        }
        else if (AuditLink.HashOf(_bytes, node, before.Hash, link.Sequence, link.At, link.CallId, link.Digest) != link.Hash)
        {
            _report.Find($"{node}: link {link.Sequence} does not follow from link {before.Sequence}: one of them was changed, or stands in another's place");
        }

        content.Check(_bytes, row, link);
        return new AuditEnd(link.Sequence, link.Hash);
    }

    private void Compare(AuditCheckpoint checkpoint, string hash)
    {
        if (checkpoint.Hash == hash)
        {
            _report.Checkpoints++;
        }
        else
        {
            _report.Find($"{checkpoint.Node}: link {checkpoint.Sequence} is not what the checkpoint of {checkpoint.At.UtcDateTime:u} signed: the chain was written anew up to there");
        }
    }

    private async Task EndAsync(DbConnection connection, string node, AuditEnd end, CancellationToken ct)
    {
        await using var command = connection.Command(AuditSql.FindEnd, ("@node", node));
        await using var row = await command.ExecuteReaderAsync(ct);
        var noted = await row.ReadAsync(ct) ? new AuditEnd(row.GetInt64(0), row.GetString(1)) : new AuditEnd(0, AuditLink.Beginning);
        if (noted.Sequence > end.Sequence)
        {
            _report.Find($"{node}: the tail is cut: the chain ends at link {end.Sequence}, and the database notes that there were {noted.Sequence}");
        }
        else if (noted != end)
        {
            _report.Find($"{node}: the noted end (link {noted.Sequence}) is not the chain's (link {end.Sequence})");
        }
    }

    private static async IAsyncEnumerable<DbDataReader> RowsAsync(DbConnection connection, string sql, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = connection.Command(sql);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            yield return row;
        }
    }
}
