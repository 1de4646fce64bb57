using System.Data.Common;
using Penstock.Gateways.Storage.Sql;
using Penstock.Pipeline.Ledger;

namespace Penstock.Gateways.Storage;

/// <summary>Reads calls from the database.</summary>
internal sealed class CallStore(SqliteDatabase database, JournalShipper shipper, TimeProvider time) : ICallStore
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
    public async Task<IReadOnlyList<CallRecord>> ListAsync(CallQuery query, CancellationToken ct)
    {
        await using var connection = await database.OpenReaderAsync(ct);
        await using var command = connection.CreateCommand();
        Ask(command, query);
        await using var row = await command.ExecuteReaderAsync(ct);
        var records = new List<CallRecord>();
        while (await row.ReadAsync(ct))
        {
            records.Add(CallSql.Read(row));
        }

        return records;
    }

    /// <summary>Makes a command ask for a page of records, the newest first.</summary>
    internal static void Ask(DbCommand command, CallQuery query)
    {
        var conditions = new CallConditions(command);
        conditions.Add("c.started_at >= @from", "@from", query.From is { } from ? Micros.Of(from) : null);
        conditions.Add("c.started_at < @to", "@to", query.To is { } to ? Micros.Of(to) : null);
        conditions.Add(query.Only);
        conditions.Add(query.OnlyTags);
        conditions.Add(query.Scope);
        if (query.After is { } after)
        {
            conditions.Add("(c.started_at < @after or (c.started_at = @after and c.id < @after_id))", "@after", after.StartedAt);
            conditions.Parameter("@after_id", after.Id);
        }

        conditions.Parameter("@limit", (long)query.Limit);
        command.CommandText = $"{CallSql.List}{conditions.Where} order by c.started_at desc, c.id desc limit @limit";
    }

    /// <inheritdoc/>
    /// <remarks>Rows come in the order of their groups, ordinal, those without a value first.</remarks>
    public async Task<IReadOnlyList<UsageRow>> SumAsync(UsageQuery query, CancellationToken ct)
    {
        // One moment for all statements of it.
        await using var connection = await database.OpenReaderAsync(ct);
        await connection.ExecuteAsync("begin", ct);
        try
        {
            return await new UsageReading(connection, query, time.GetUtcNow()).RunAsync(ct);
        }
        finally
        {
            await connection.ExecuteAsync("rollback", CancellationToken.None);
        }
    }
}
