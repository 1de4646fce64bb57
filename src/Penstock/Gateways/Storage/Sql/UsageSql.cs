using System.Data.Common;
using System.Globalization;
using Penstock.Pipeline.Ledger;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>The sum of calls: its text comes from a fixed map, whatever a caller gives is a parameter.</summary>
internal static class UsageSql
{
    private static readonly (string Column, string Sum)[] _sums =
    [
        ("calls", "count(*)"),
        ("failed", Count("ended <> 'completed'")),
        ("unmetered", Count("provider is not null and provider not in ('onnx', 'function') and input_tokens is null and status < 400")),
        ("input_tokens", Total("input_tokens")),
        ("output_tokens", Total("output_tokens")),
        ("cached_input_tokens", Total("cached_input_tokens")),
        ("cache_write_input_tokens", Total("cache_write_input_tokens")),
        ("reasoning_tokens", Total("reasoning_tokens")),
        ("audio_input_tokens", Total("audio_input_tokens")),
        ("audio_output_tokens", Total("audio_output_tokens")),
        ("duration", Total("duration")),
        ("cost", Total("cost")),
        ("currency", "max(currency)"),
        ("unpriced", Total("price_unknown")),
    ];

    /// <summary>The command of a query.</summary>
    public static DbCommand Command(DbConnection connection, UsageQuery query)
    {
        var groups = query.GroupBy.Select(Expression).ToList();
        var conditions = new List<string>();
        var command = connection.CreateCommand();
        Where("started_at >= @from", "@from", query.From is { } from ? Micros.Of(from) : null);
        Where("started_at < @to", "@to", query.To is { } to ? Micros.Of(to) : null);
        Where("model = @model", "@model", query.Model);
        Where("key_id = @key_id", "@key_id", query.KeyId);

        var columns = groups.Select((group, i) => $"{group} as group_{i}").Concat(_sums.Select(sum => $"{sum.Sum} as {sum.Column}"));
        command.CommandText = $"select {string.Join(", ", columns)} from calls"
            + (conditions.Count == 0 ? "" : " where " + string.Join(" and ", conditions))
            + (groups.Count == 0 ? "" : " group by " + string.Join(", ", groups));
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

    /// <summary>The row of a query's answer.</summary>
    public static UsageRow Read(DbDataReader row, UsageQuery query) => new(
        [.. query.GroupBy.Select((group, i) => row.IsDBNull(i) ? null : Shown(group, row.GetValue(i)))],
        row.Number("calls")!.Value,
        row.Number("failed")!.Value,
        row.Number("unmetered")!.Value,
        CallSql.Usage(row),
        row.Number("duration")!.Value)
    {
        Cost = row.Number("cost")!.Value,
        Currency = row.Text("currency"),
        Unpriced = row.Number("unpriced")!.Value,
    };

    // Integer division gives the same in every database, and needs no date function of any.
    private static string Expression(UsageGroup group) => group switch
    {
        UsageGroup.Model => "model",
        UsageGroup.Key => "key_id",
        UsageGroup.Provider => "provider",
        UsageGroup.UpstreamModel => "upstream_model",
        UsageGroup.Dialect => "dialect",
        UsageGroup.Capability => "capability",
        UsageGroup.End => "ended",
        UsageGroup.Status => "status",
        UsageGroup.Day => FormattableString.Invariant($"started_at / {Micros.Day}"),
        UsageGroup.Hour => FormattableString.Invariant($"started_at / {Micros.Hour}"),
        _ => throw new ArgumentOutOfRangeException(nameof(group), group, null),
    };

    private static string Shown(UsageGroup group, object value) => group switch
    {
        UsageGroup.Day => Micros.Time((long)value * Micros.Day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        UsageGroup.Hour => Micros.Time((long)value * Micros.Hour).ToString("yyyy-MM-dd'T'HH", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Count(string condition) => $"cast(coalesce(sum(case when {condition} then 1 else 0 end), 0) as bigint)";

    private static string Total(string column) => $"cast(coalesce(sum({column}), 0) as bigint)";
}
