using System.Data.Common;
using Penstock.Pipeline.Ledger;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>The statements of a sum: over calls one by one, or over the hours they are rolled up into. Both have columns of the same names.</summary>
internal static class UsageSql
{
    private const long Million = 1_000_000;

    // What the roll-ups keep, as calls have it.
    private static readonly Dictionary<string, string> _ofCalls = new(StringComparer.Ordinal)
    {
        ["calls"] = "1",
        ["failed"] = "case when c.ended <> 'completed' then 1 else 0 end",
        ["unmetered"] = "case when c.provider is not null and c.provider not in ('onnx', 'function') and c.input_tokens is null and c.status < 400 then 1 else 0 end",
        ["unpriced"] = "c.price_unknown",
        ["cost_carry"] = "0",
        ["cost_input_carry"] = "0",
        ["cost_output_carry"] = "0",
    };

    /// <summary>The sums over calls one by one.</summary>
    public static DbCommand OfCalls(DbConnection connection, UsageQuery query, UsageUnit unit, long? from, long? to) => Sum(
        connection, query, "calls c", unit.OfCalls, "c.started_at", from, to, column => _ofCalls.GetValueOrDefault(column, "c." + column));

    /// <summary>The sums over whole hours.</summary>
    public static DbCommand OfHours(DbConnection connection, UsageQuery query, UsageUnit unit, long? from, long? to) => Sum(
        connection, query, "usage_hours h join usage_dimensions c on c.id = h.dimension", unit.OfHours("h.hour"), "h.hour", from, to, column => "h." + column);

    /// <summary>The sums over whole days.</summary>
    public static DbCommand OfDays(DbConnection connection, UsageQuery query, UsageUnit unit, long? from, long? to) => Sum(
        connection, query, "usage_days h join usage_dimensions c on c.id = h.dimension", unit.OfDays, "h.day", from, to, column => "h." + column);

    /// <summary>The durations of calls one by one.</summary>
    public static DbCommand DurationsOfCalls(DbConnection connection, UsageQuery query, UsageUnit unit, long? from, long? to)
    {
        var command = connection.CreateCommand();
        var (groups, joins) = Groups(command, query, unit.OfCalls);
        command.CommandText = $"select {string.Join(", ", [.. groups.Select((group, i) => $"{group} as group_{i}"), "c.stream", "c.duration", "c.time_to_first_byte"])} from calls c{joins}"
            + Conditions(command, query, "c.started_at", from, to, "c.ended = 'completed'");
        return command;
    }

    /// <summary>The histograms of whole hours.</summary>
    public static DbCommand HistogramsOfHours(DbConnection connection, UsageQuery query, UsageUnit unit, long? from, long? to)
    {
        var command = connection.CreateCommand();
        var (groups, _) = Groups(command, query, unit.OfHours("h.hour"));
        command.CommandText = $"select {string.Join(", ", [.. groups.Select((group, i) => $"{group} as group_{i}"), "h.metric", "h.bucket", "cast(sum(h.calls) as bigint)"])}"
            + " from usage_histograms h join usage_dimensions c on c.id = h.dimension"
            + Conditions(command, query, "h.hour", from, to)
            + $" group by {string.Join(", ", [.. groups.Select((_, i) => $"group_{i}"), "h.metric", "h.bucket"])}";
        return command;
    }

    /// <summary>Reads the sums of a row, behind its groups: costs come in three parts, so that no sum of theirs overflows.</summary>
    public static void Read(DbDataReader row, int at, UsageTotal total)
    {
        for (var i = 0; i < UsageSums.Columns.Length; i++)
        {
            total.Add(i, row.GetInt64(at));
            at++;
            if (UsageSums.IsCost(UsageSums.Columns[i]))
            {
                total.Add(i, ((Int128)row.GetInt64(at) * Million) + ((Int128)row.GetInt64(at + 1) * UsageSums.Carry));
                at += 2;
            }
        }
    }

    private static DbCommand Sum(DbConnection connection, UsageQuery query, string tables, string unit, string time, long? from, long? to, Func<string, string> column)
    {
        var command = connection.CreateCommand();
        var (groups, joins) = Groups(command, query, unit);
        var sums = UsageSums.Columns.SelectMany(name => UsageSums.IsCost(name)
            ? new[] { Total($"{column(name)} % {Million}"), Total($"{column(name)} / {Million}"), Total(column(UsageSums.CarryOf(name))) }
            : [Total(column(name))]);
        command.CommandText = $"select {string.Join(", ", groups.Select((group, i) => $"{group} as group_{i}").Concat(sums))} from {tables}{joins}"
            + Conditions(command, query, time, from, to)
            + $" group by {string.Join(", ", groups.Select((_, i) => $"group_{i}"))}";
        return command;
    }

    // The groups, with the tags, the unit of time, and the currency at the end; and what is joined for the tags.
    private static (List<string> Groups, string Joins) Groups(DbCommand command, UsageQuery query, string unit)
    {
        var groups = query.GroupBy.Where(group => !UsageUnit.IsTime(group)).Select(CallConditions.Column).ToList();
        var joins = "";
        for (var i = 0; i < query.GroupByTags.Count; i++)
        {
            groups.Add($"g{i}.value");
            joins += $" left join call_tags g{i} on g{i}.call_id = c.id and g{i}.name = @group_tag_{i}";
            command.AddParameter($"@group_tag_{i}").Value = query.GroupByTags[i];
        }

        groups.Add(unit);
        groups.Add("c.currency");
        return (groups, joins);
    }

    private static string Conditions(DbCommand command, UsageQuery query, string time, long? from, long? to, string? also = null)
    {
        var conditions = new CallConditions(command);
        conditions.Add($"{time} >= @from", "@from", from);
        conditions.Add($"{time} < @to", "@to", to);
        conditions.Add(query.Only);
        conditions.Add(query.OnlyTags);
        conditions.Add(query.Scope);
        return conditions.Where + (also is null ? "" : (conditions.Where.Length == 0 ? " where " : " and ") + also);
    }

    private static string Total(string expression) => $"cast(coalesce(sum({expression}), 0) as bigint)";
}
