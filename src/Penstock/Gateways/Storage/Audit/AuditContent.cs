using System.Data.Common;
using Penstock.Gateways.Storage.Sql;

namespace Penstock.Gateways.Storage.Audit;

/// <summary>Compares what the links of a chain are of with the digests in them.</summary>
/// <param name="report">What is wrong is noted there.</param>
/// <param name="node">Whose chain.</param>
/// <param name="droppedBefore">Records of calls that began before this (Unix microseconds) were dropped when their time was over.</param>
internal sealed class AuditContent(AuditReport report, string node, long droppedBefore)
{
    /// <summary>The action that is noted when records of calls are dropped; what it is about says before when.</summary>
    public const string DropCalls = "retention.drop_calls";

    private const int LinkColumns = 5;
    private static readonly int _call = LinkColumns + AuditEventSql.Columns.Length;

    /// <summary>Links in order, each with the action and the call it is of.</summary>
    public static readonly string Select =
        $"""
        select l.seq, l.at, l.call_id, l.digest, l.hash,
          {string.Join(", ", AuditEventSql.Columns.Select(column => "e." + column))},
          c.audit_node, c.audit_seq, {string.Join(", ", CallSql.Columns.Select(column => "c." + column.Name))}
        from audit_chain l
          left join audit_events e on e.node = l.node and e.seq = l.seq
          left join calls c on c.id = l.call_id
        where l.node = @node and l.seq > @begin
        order by l.seq
        """;

    private readonly ColumnValue[] _eventValues = new ColumnValue[AuditEventSql.Columns.Length];
    private readonly ColumnValue[] _callValues = new ColumnValue[CallSql.Columns.Count];

    /// <summary>Before when records of calls were dropped, as the trail itself says; 0 when they never were.</summary>
    public static async Task<long> DroppedBeforeAsync(DbConnection connection, CancellationToken ct)
    {
        await using var command = connection.Command("select target from audit_events where action = @action", ("@action", DropCalls));
        await using var row = await command.ExecuteReaderAsync(ct);
        var before = 0L;
        while (await row.ReadAsync(ct))
        {
            before = !row.IsDBNull(0) && long.TryParse(row.GetString(0), out var at) ? Math.Max(before, at) : before;
        }

        return before;
    }

    /// <summary>Looks at what a link is of.</summary>
    public void Check(CanonicalBytes bytes, DbDataReader row, AuditLink link)
    {
        if (link.CallId is null)
        {
            Action(bytes, row, link);
        }
        else
        {
            Call(bytes, row, link);
        }
    }

    /// <summary>Finds actions and calls that no link is of.</summary>
    public async Task StrangersAsync(DbConnection connection, long begin, CancellationToken ct)
    {
        await FindAsync(connection, "select e.seq, e.action from audit_events e left join audit_chain l on l.node = e.node and l.seq = e.seq and l.call_id is null where e.node = @node and l.seq is null and e.seq > @begin order by e.seq limit 101",
            begin, (sequence, what) => $"{node}: the action {what} at link {sequence} is in no chain: its link was removed, or it was put in", ct);
        await FindAsync(connection, "select c.audit_seq, c.id from calls c left join audit_chain l on l.node = c.audit_node and l.seq = c.audit_seq and l.call_id = c.id where c.audit_node = @node and l.seq is null and c.audit_seq > @begin order by c.audit_seq limit 101",
            begin, (sequence, what) => $"{node}: the record of {what} at link {sequence} is in no chain: its link was removed, or it was put in", ct);
    }

    private async Task FindAsync(DbConnection connection, string sql, long begin, Func<long, string, string> say, CancellationToken ct)
    {
        await using var command = connection.Command(sql, ("@node", node), ("@begin", begin));
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            report.Find(say(row.GetInt64(0), row.GetString(1)));
        }
    }

    private void Action(CanonicalBytes bytes, DbDataReader row, AuditLink link)
    {
        if (row.IsDBNull(LinkColumns))
        {
            report.Find($"{node}: the action of link {link.Sequence} is removed");
            return;
        }

        Read(row, LinkColumns, _eventValues);
        if (AuditEventSql.Digest(bytes, _eventValues) != link.Digest)
        {
            report.Find($"{node}: the action of link {link.Sequence} was changed: it now says {_eventValues[5].Text} of {_eventValues[6].Text} {_eventValues[7].Text} by {_eventValues[1].Text}");
        }
    }

    private void Call(CanonicalBytes bytes, DbDataReader row, AuditLink link)
    {
        report.Calls++;
        if (row.IsDBNull(_call + 2))
        {
            if (link.At < droppedBefore)
            {
                report.DroppedCalls++;
            }
            else
            {
                report.Find($"{node}: the record of {link.CallId} (link {link.Sequence}) is removed");
            }

            return;
        }

        // An amended record is that of its last link; that one is compared, and that it is there is looked after below.
        var (owner, place) = (row.IsDBNull(_call) ? null : row.GetString(_call), row.IsDBNull(_call + 1) ? 0 : row.GetInt64(_call + 1));
        if (owner == node && place > link.Sequence)
        {
            return;
        }

        Read(row, _call + 2, _callValues);
        if (owner != node || place != link.Sequence || CallSql.Digest(bytes, _callValues) != link.Digest)
        {
            report.Find($"{node}: the record of {link.CallId} (link {link.Sequence}) was changed");
        }
    }

    private static void Read(DbDataReader row, int from, ColumnValue[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = row.IsDBNull(from + i) ? default
                : row.GetValue(from + i) is long number ? number
                : Convert.ToString(row.GetValue(from + i), System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
