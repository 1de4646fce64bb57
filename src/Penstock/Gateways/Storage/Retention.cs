using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Penstock.Audit;
using Penstock.Domain.Access;
using Penstock.Gateways.Storage.Audit;
using Penstock.Gateways.Storage.Sql;

namespace Penstock.Gateways.Storage;

/// <summary>
/// Deletes what is older than it may be, in pieces of a few hundred rows, each in its own short transaction with a pause behind it: whoever else
/// writes waits for one piece at most. That calls were dropped is in the audit trail, and the trail itself is shortened behind a signed mark,
/// so that both stay verifiable.
/// </summary>
internal sealed class Retention(SqliteDatabase database, AuditChain chain, AuditCheckpoints checkpoints, string journal, TimeProvider time, ILogger log, int piece = 500)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Deletes records of calls, and notes in the audit trail before when.</summary>
    public async Task<long> DropCallsAsync(DateTimeOffset before, CancellationToken ct)
    {
        await using (var connection = await database.OpenWriterAsync(durable: true, ct))
        {
            await using var any = connection.Command("select 1 from calls where started_at < @before limit 1", ("@before", Micros.Of(before)));
            if (await any.ExecuteScalarAsync(ct) is null)
            {
                return 0;
            }

            // First, so that no record is ever gone without the trail saying so.
            await using var transaction = await connection.BeginTransactionAsync(ct);
            var target = Micros.Of(before).ToString(CultureInfo.InvariantCulture);
            await chain.AppendAsync(connection, transaction, new AuditEntry(Actor.Server, AuditContent.DropCalls, "calls", target, time.GetUtcNow()), ct);
            await transaction.CommitAsync(ct);
        }

        const string Old = "select id from calls where started_at < @before order by started_at limit @piece";
        return await DropAsync("calls", before, async (connection, transaction) =>
        {
            await RunAsync(connection, transaction, $"delete from call_tags where call_id in ({Old})", before, ct);
            return await RunAsync(connection, transaction, $"delete from calls where id in ({Old})", before, ct);
        }, ct);
    }

    /// <summary>Deletes the sums of usage, by whole days.</summary>
    public Task<long> DropUsageAsync(DateTimeOffset before, CancellationToken ct) => DropAsync("usage_days", before, async (connection, transaction) =>
    {
        await using var oldest = connection.Command("select min(day) from usage_days where day < @day", ("@day", Micros.Of(before) / Micros.Day));
        oldest.Transaction = transaction;
        if (await oldest.ExecuteScalarAsync(ct) is not long day)
        {
            return 0;
        }

        foreach (var sql in (string[])[
            "delete from usage_histograms where hour >= @day * 24 and hour < (@day + 1) * 24",
            "delete from usage_hours where hour >= @day * 24 and hour < (@day + 1) * 24",
            "delete from usage_days where day = @day"])
        {
            await using var delete = connection.Command(sql, ("@day", day));
            delete.Transaction = transaction;
            await delete.ExecuteNonQueryAsync(ct);
        }

        return 1;
    }, ct);

    /// <summary>Deletes recorded content whose time is over.</summary>
    public Task<long> DropContentAsync(DateTimeOffset now, CancellationToken ct) => DropAsync("content_log", now, (connection, transaction) =>
        RunAsync(connection, transaction, "delete from content_log where call_id in (select call_id from content_log where expires_at < @before order by expires_at limit @piece)", now, ct), ct);

    /// <summary>Shortens the audit trail from its beginning.</summary>
    public Task<long> DropAuditAsync(DateTimeOffset before, CancellationToken ct) => DropAsync("audit_chain", before, async (connection, transaction) =>
    {
        if (await OldAsync(connection, transaction, Micros.Of(before), ct) is not { } last)
        {
            return 0;
        }

        var mark = await checkpoints.BeginAsync(connection, transaction, last, ct);
        var dropped = 0L;
        foreach (var table in (string[])["audit_events", "audit_chain"])
        {
            await using var delete = connection.Command($"delete from {table} where node = @node and seq <= @seq", ("@node", chain.Node), ("@seq", last.Sequence));
            delete.Transaction = transaction;
            dropped = await delete.ExecuteNonQueryAsync(ct);
        }

        await using var older = connection.Command("delete from audit_checkpoints where node = @node and seq < @seq", ("@node", chain.Node), ("@seq", last.Sequence));
        older.Transaction = transaction;
        await older.ExecuteNonQueryAsync(ct);
        checkpoints.Tell(mark);
        return dropped;
    }, ct);

    /// <summary>Deletes damaged segments of the journal.</summary>
    public void DropDamaged(DateTimeOffset before)
    {
        foreach (var file in Directory.EnumerateFiles(journal, "*.damaged").Where(file => File.GetLastWriteTimeUtc(file) < before.UtcDateTime))
        {
            File.Delete(file);
            AuditLog.Dropped(log, 1, Path.GetFileName(file), before);
        }
    }

    // Where the oldest links end that are all older; null when the first is not.
    private async Task<AuditEnd?> OldAsync(DbConnection connection, DbTransaction transaction, long before, CancellationToken ct)
    {
        await using var command = connection.Command("select seq, hash, at from audit_chain where node = @node order by seq limit @piece", ("@node", chain.Node), ("@piece", (long)piece));
        command.Transaction = transaction;
        await using var row = await command.ExecuteReaderAsync(ct);
        AuditEnd? last = null;
        while (await row.ReadAsync(ct) && row.GetInt64(2) < before)
        {
            last = new AuditEnd(row.GetInt64(0), row.GetString(1));
        }

        return last;
    }

    private async Task<long> DropAsync(string table, DateTimeOffset before, Func<DbConnection, DbTransaction, Task<long>> drop, CancellationToken ct)
    {
        var all = 0L;
        while (true)
        {
            await using (var connection = await database.OpenWriterAsync(durable: false, ct))
            {
                await using var transaction = await connection.BeginTransactionAsync(ct);
                var dropped = await drop(connection, transaction);
                await transaction.CommitAsync(ct);
                all += dropped;
                if (dropped == 0)
                {
                    break;
                }
            }

            await Task.Delay(Pause, time, ct);
        }

        if (all > 0)
        {
            AuditLog.Dropped(log, all, table, before);
        }

        return all;
    }

    private async Task<long> RunAsync(DbConnection connection, DbTransaction transaction, string sql, DateTimeOffset before, CancellationToken ct)
    {
        await using var command = connection.Command(sql, ("@before", Micros.Of(before)), ("@piece", (long)piece));
        command.Transaction = transaction;
        return await command.ExecuteNonQueryAsync(ct);
    }
}
