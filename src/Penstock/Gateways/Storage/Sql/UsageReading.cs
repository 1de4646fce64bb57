using System.Data.Common;
using System.Globalization;
using Penstock.Pipeline.Ledger;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>
/// Answers one query of usage. Whole days and hours are read from the roll-ups, which a month of a million calls takes no second of; the rest of the span,
/// tags, and time zones that are not whole hours off, from the calls one by one. Both give the same to the last token.
/// </summary>
internal sealed class UsageReading(DbConnection connection, UsageQuery query, DateTimeOffset now)
{
    private readonly Dictionary<string, UsageTotal> _totals = new(StringComparer.Ordinal);
    private readonly int _plain = query.GroupBy.Count(group => !UsageUnit.IsTime(group));
    private UsageUnit _unit = null!;

    /// <summary>Reads the rows.</summary>
    public async Task<IReadOnlyList<UsageRow>> RunAsync(CancellationToken ct)
    {
        var from = query.From is { } first ? Micros.Of(first) : (long?)null;
        var to = query.To is { } last ? Micros.Of(last) : (long?)null;
        var quarters = query.Zone is { } zone && UsageUnit.NeedsQuarters(zone, query.From ?? now.AddYears(-3), query.To ?? now);
        _unit = new UsageUnit(query, quarters);
        if (quarters || query.GroupByTags.Count > 0 || query.OnlyTags.Count > 0)
        {
            await CallsAsync(from, to, ct);
        }
        else
        {
            await SplitAsync(from, to, Micros.Hour, (first, end) => HoursAsync(first, end, ct), (first, end) => CallsAsync(first, end, ct));
        }

        return Rows();
    }

    // What of a span is whole hours, or days, is read one way, and what is left at its edges another.
    private static async Task SplitAsync(long? from, long? to, long size, Func<long?, long?, Task> whole, Func<long?, long?, Task> rest)
    {
        var first = from is { } start ? -Floor(-start) : (long?)null;
        var end = to is { } last ? Floor(last) : (long?)null;
        if (first >= end)
        {
            await rest(from, to);
            return;
        }

        await whole(first, end);
        if (first != from)
        {
            await rest(from, first);
        }

        if (end != to)
        {
            await rest(end, to);
        }

        long Floor(long micros) => ((micros / size) - (micros % size < 0 ? 1 : 0)) * size;
    }

    private async Task CallsAsync(long? from, long? to, CancellationToken ct)
    {
        await SumsAsync(UsageSql.OfCalls(connection, query, _unit, from, to), ct);
        if (query.Percentiles)
        {
            await using var command = UsageSql.DurationsOfCalls(connection, query, _unit, from, to);
            await using var row = await command.ExecuteReaderAsync(ct);
            while (await row.ReadAsync(ct))
            {
                var (total, at) = Total(row);
                total.Count(0, DurationBuckets.Of(row.GetInt64(at + 1)), 1);
                if (row.GetInt64(at) != 0 && !row.IsDBNull(at + 2))
                {
                    total.Count(1, DurationBuckets.Of(row.GetInt64(at + 2)), 1);
                }
            }
        }
    }

    private async Task HoursAsync(long? from, long? to, CancellationToken ct)
    {
        if (_unit.TakesDays)
        {
            await SplitAsync(from, to, Micros.Day,
                (first, end) => SumsAsync(UsageSql.OfDays(connection, query, _unit, first / Micros.Day, end / Micros.Day), ct),
                (first, end) => SumsAsync(UsageSql.OfHours(connection, query, _unit, first / Micros.Hour, end / Micros.Hour), ct));
        }
        else
        {
            await SumsAsync(UsageSql.OfHours(connection, query, _unit, from / Micros.Hour, to / Micros.Hour), ct);
        }

        if (query.Percentiles)
        {
            await using var command = UsageSql.HistogramsOfHours(connection, query, _unit, from / Micros.Hour, to / Micros.Hour);
            await using var row = await command.ExecuteReaderAsync(ct);
            while (await row.ReadAsync(ct))
            {
                var (total, at) = Total(row);
                total.Count((int)row.GetInt64(at), (int)row.GetInt64(at + 1), row.GetInt64(at + 2));
            }
        }
    }

    private async Task SumsAsync(DbCommand sums, CancellationToken ct)
    {
        await using var command = sums;
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            var (total, at) = Total(row);
            UsageSql.Read(row, at, total);
        }
    }

    // The total that a row belongs to, and where the row goes on behind its groups.
    private (UsageTotal Total, int At) Total(DbDataReader row)
    {
        var tags = query.GroupByTags.Count;
        var groups = new string?[query.GroupBy.Count + tags];
        var column = 0;
        for (var i = 0; i < query.GroupBy.Count; i++)
        {
            groups[i] = UsageUnit.IsTime(query.GroupBy[i]) ? _unit.Name(row.GetInt64(_plain + tags), query.GroupBy[i]) : Text(row, column++);
        }

        for (var i = 0; i < tags; i++)
        {
            groups[query.GroupBy.Count + i] = Text(row, column++);
        }

        var currency = Text(row, _plain + tags + 1);
        var key = string.Join('\u0001', [.. groups.Select(group => group ?? "\u0002"), currency ?? "\u0002"]);
        if (!_totals.TryGetValue(key, out var total))
        {
            _totals[key] = total = new UsageTotal(groups) { Currency = currency };
        }

        return (total, _plain + tags + 2);
    }

    // What has no cost goes with what has one: a sum is two rows only where there are two currencies.
    private List<UsageRow> Rows()
    {
        var merged = new List<UsageTotal>();
        foreach (var same in _totals.Values.Where(total => !total.IsNothing).GroupBy(total => string.Join('\u0001', total.Groups.Select(group => group ?? "\u0002")), StringComparer.Ordinal))
        {
            var first = same.OrderBy(total => total.Currency is null).ThenBy(total => total.Currency, StringComparer.Ordinal).First();
            merged.Add(first);
            foreach (var other in same.Where(total => total != first))
            {
                if (other.Currency is null)
                {
                    first.Add(other);
                }
                else
                {
                    merged.Add(other);
                }
            }
        }

        if (merged.Count == 0 && query.GroupBy.Count + query.GroupByTags.Count == 0)
        {
            merged.Add(new UsageTotal([]));
        }

        var rows = merged.Select(total => total.Row()).ToList();
        rows.Sort(static (left, right) =>
        {
            var order = 0;
            for (var i = 0; order == 0 && i < left.Groups.Count; i++)
            {
                order = string.CompareOrdinal(left.Groups[i], right.Groups[i]);
            }

            return order != 0 ? order : string.CompareOrdinal(left.Currency, right.Currency);
        });
        return rows;
    }

    private static string? Text(DbDataReader row, int at) => row.IsDBNull(at) ? null : Convert.ToString(row.GetValue(at), CultureInfo.InvariantCulture);
}
