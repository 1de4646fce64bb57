using System.Data.Common;
using Penstock.Audit;
using Penstock.Gateways.Storage.Sql;

namespace Penstock.Gateways.Storage.Audit;

/// <summary>The audit trail in the database.</summary>
internal sealed class AuditTrail(SqliteDatabase database, AuditChain chain) : IAuditTrail
{
    /// <inheritdoc/>
    public async Task AppendAsync(AuditEntry entry, CancellationToken ct)
    {
        await using var connection = await database.OpenWriterAsync(durable: true, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await chain.AppendAsync(connection, transaction, entry, ct);
        await transaction.CommitAsync(ct);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AuditEvent>> ListAsync(AuditQuery query, CancellationToken ct)
    {
        await using var connection = await database.OpenReaderAsync(ct);
        await using var command = Command(connection, query);
        await using var row = await command.ExecuteReaderAsync(ct);
        var events = new List<AuditEvent>();
        while (await row.ReadAsync(ct))
        {
            events.Add(AuditEventSql.Read(row));
        }

        return events;
    }

    // Its text comes from fixed parts, whatever a caller gives is a parameter.
    private static DbCommand Command(DbConnection connection, AuditQuery query)
    {
        var command = connection.CreateCommand();
        var conditions = new List<string>();
        Where("e.actor = @actor", "@actor", query.Actor);
        Where("e.kind = @kind", "@kind", query.Kind);
        Where("e.target = @target", "@target", query.Id);
        Where("e.outcome = @outcome", "@outcome", query.Outcome is { } outcome ? AuditEventSql.Outcome(outcome) : null);
        Where("e.at >= @from", "@from", query.From is { } from ? Micros.Of(from) : null);
        Where("e.at < @to", "@to", query.To is { } to ? Micros.Of(to) : null);
        if (query.Action is { } action && action.EndsWith('*'))
        {
            Where("substr(e.action, 1, @action_length) = @action", "@action", action[..^1]);
            command.AddParameter("@action_length").Value = action.Length - 1;
        }
        else
        {
            Where("e.action = @action", "@action", query.Action);
        }

        if (query.After is { } after)
        {
            Where("(e.at < @after_at or (e.at = @after_at and (e.node < @after_node or (e.node = @after_node and e.seq < @after_seq))))", "@after_at", after.At);
            command.AddParameter("@after_node").Value = after.Node;
            command.AddParameter("@after_seq").Value = after.Sequence;
        }

        command.AddParameter("@limit").Value = (long)query.Limit;
        command.CommandText = $"select e.node, e.seq, {string.Join(", ", AuditEventSql.Columns.Select(column => "e." + column))}, c.hash"
            + " from audit_events e left join audit_chain c on c.node = e.node and c.seq = e.seq"
            + (conditions.Count == 0 ? "" : " where " + string.Join(" and ", conditions))
            + " order by e.at desc, e.node desc, e.seq desc limit @limit";
        return command;

        void Where(string condition, string parameter, object? value)
        {
            if (value is not null)
            {
                conditions.Add(condition);
                command.AddParameter(parameter).Value = value;
            }
        }
    }
}
