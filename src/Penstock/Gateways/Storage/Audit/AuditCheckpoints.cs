using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Penstock.Gateways.Storage.Sql;

namespace Penstock.Gateways.Storage.Audit;

/// <summary>
/// Takes checkpoints of this node's chain, every so many links or minutes, and hands them to whoever keeps them elsewhere: the log has each,
/// and a queue holds the last for a webhook.
/// </summary>
internal sealed class AuditCheckpoints(SqliteDatabase database, AuditChain chain, AuditSigner signer, TimeProvider time, ILogger log)
{
    private const string LastLine = "select line from audit_checkpoints where node = @node and begins = 0 order by seq desc limit 1";

    private readonly Channel<AuditCheckpoint> _leaving = Channel.CreateBounded<AuditCheckpoint>(new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly SemaphoreSlim _one = new(1, 1);
    private AuditEnd? _last;
    private DateTimeOffset _at;

    /// <summary>The last ones taken, to be sent out of the house: a later one makes up for one that was dropped.</summary>
    public ChannelReader<AuditCheckpoint> Leaving => _leaving.Reader;

    /// <summary>The key's public part, in PEM.</summary>
    public string PublicKey => signer.PublicKey;

    /// <summary>Takes one if so many links or so much time has come since the last, and anything at all.</summary>
    public async Task<AuditCheckpoint?> TakeIfDueAsync(long links, TimeSpan interval, CancellationToken ct)
    {
        await using var connection = await database.OpenReaderAsync(ct);
        var end = await chain.EndAsync(connection, null, ct);
        _last ??= await LastAsync(connection, ct);
        var since = end.Sequence - _last.Sequence;
        return since >= links || (since > 0 && time.GetUtcNow() - _at >= interval) ? await TakeAsync(ct) : null;
    }

    /// <summary>Takes one now; null when nothing has come since the last.</summary>
    public async Task<AuditCheckpoint?> TakeAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            await using var connection = await database.OpenWriterAsync(durable: true, ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            var end = await chain.EndAsync(connection, transaction, ct);
            if (end.Sequence == 0 || end == (_last ??= await LastAsync(connection, ct)))
            {
                return null;
            }

            var checkpoint = AuditCheckpoint.Make(signer, chain.Node, end, time.GetUtcNow());
            await SaveAsync(connection, transaction, checkpoint, ct);
            await transaction.CommitAsync(ct);
            (_last, _at) = (end, checkpoint.At);
            AuditLog.Checkpoint(log, checkpoint.Line);
            _leaving.Writer.TryWrite(checkpoint);
            return checkpoint;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The line of one taken now; of the last one, when nothing has come since; null when there is none.</summary>
    public async Task<string?> LineAsync(CancellationToken ct)
    {
        if (await TakeAsync(ct) is { } taken)
        {
            return taken.Line;
        }

        await using var connection = await database.OpenReaderAsync(ct);
        await using var command = connection.Command(LastLine, ("@node", chain.Node));
        return await command.ExecuteScalarAsync(ct) as string;
    }

    /// <summary>Notes, in a transaction, that the chain begins behind a link from now on.</summary>
    public async Task<AuditCheckpoint> BeginAsync(DbConnection connection, DbTransaction transaction, AuditEnd behind, CancellationToken ct)
    {
        var checkpoint = AuditCheckpoint.Make(signer, chain.Node, behind, time.GetUtcNow(), begins: true);
        await SaveAsync(connection, transaction, checkpoint, ct);
        return checkpoint;
    }

    /// <summary>Tells whoever keeps them elsewhere of one.</summary>
    public void Tell(AuditCheckpoint checkpoint)
    {
        AuditLog.Checkpoint(log, checkpoint.Line);
        _leaving.Writer.TryWrite(checkpoint);
    }

    private static async Task SaveAsync(DbConnection connection, DbTransaction transaction, AuditCheckpoint checkpoint, CancellationToken ct)
    {
        await using var command = connection.Command(
            "insert into audit_checkpoints (node, seq, begins, line) values (@node, @seq, @begins, @line) on conflict (node, seq, begins) do nothing",
            ("@node", checkpoint.Node),
            ("@seq", checkpoint.Sequence),
            ("@begins", checkpoint.Begins ? 1L : 0L),
            ("@line", checkpoint.Line));
        command.Transaction = transaction;
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<AuditEnd> LastAsync(DbConnection connection, CancellationToken ct)
    {
        await using var command = connection.Command(LastLine, ("@node", chain.Node));
        var line = await command.ExecuteScalarAsync(ct) as string;
        _at = time.GetUtcNow();
        return line is not null && AuditCheckpoint.Find(line) is { } last ? new AuditEnd(last.Sequence, last.Hash) : new AuditEnd(0, AuditLink.Beginning);
    }
}
