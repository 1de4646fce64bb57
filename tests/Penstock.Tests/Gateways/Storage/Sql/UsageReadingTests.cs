using Penstock.Domain.Calls;
using Penstock.Domain.Money;
using Penstock.Gateways.Storage.Sql;
using Penstock.Pipeline.Ledger;
using Xunit;

namespace Penstock.Tests.Gateways.Storage.Sql;

/// <summary>Complaints A6, C17 and G25 of the field: rows that count twice or not at all, pages of a minute, and SQL made of what a caller gives.</summary>
public sealed class UsageReadingTests : IAsyncLifetime
{
    private static readonly DateTimeOffset _midnight = new(2026, 3, 29, 0, 0, 0, TimeSpan.Zero);
    private StorageUnderTest _storage = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _storage = await StorageUnderTest.OpenAsync();

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    [Fact]
    public async Task Begins_days_weeks_and_months_where_they_begin_in_a_time_zone_and_summer_time_with_them()
    {
        await AppendAsync(At(1, _midnight.AddHours(-1)), At(2, _midnight.AddMinutes(30)), At(3, _midnight.AddHours(22)));
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

        Assert.Equal(["2026-03-29:2", "2026-03-30:1"], await RowsAsync(new UsageQuery([UsageGroup.Day]) { Zone = berlin }));
        Assert.Equal(["2026-03-29T00+01:00:1", "2026-03-29T01+01:00:1", "2026-03-30T00+02:00:1"], await RowsAsync(new UsageQuery([UsageGroup.Hour]) { Zone = berlin }));
        Assert.Equal(["2026-W13:2", "2026-W14:1"], await RowsAsync(new UsageQuery([UsageGroup.Week]) { Zone = berlin }));
        Assert.Equal(["2026-03:3"], await RowsAsync(new UsageQuery([UsageGroup.Month]) { Zone = berlin }));
    }

    [Fact]
    public async Task Begins_days_on_the_half_hour_where_a_time_zone_does()
    {
        await AppendAsync(At(1, _midnight.AddHours(18).AddMinutes(29)), At(2, _midnight.AddHours(18).AddMinutes(30)));

        Assert.Equal(["2026-03-29:1", "2026-03-30:1"], await RowsAsync(new UsageQuery([UsageGroup.Day]) { Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata") }));
    }

    [Fact]
    public async Task Groups_by_and_finds_only_tags_that_count_and_never_what_a_client_calls_itself()
    {
        await AppendAsync(
            At(1, _midnight) with { GovernedTags = Tags("42"), Tags = Tags("somebody else's") },
            At(2, _midnight) with { GovernedTags = Tags("43") },
            At(3, _midnight) with { GovernedTags = new Dictionary<string, string>() });

        Assert.Equal([":1", "42:1", "43:1"], await RowsAsync(new UsageQuery([]) { GroupByTags = ["cost_center"] }));
        Assert.Equal([":1"], await RowsAsync(new UsageQuery([]) { OnlyTags = Tags("42") }));
        Assert.Equal([":2"], await RowsAsync(new UsageQuery([]) { OnlyTags = Tags("") }));

        // An amendment takes its tags with it.
        await AppendAsync(At(1, _midnight) with { GovernedTags = Tags("43") });
        Assert.Equal([":1", "43:2"], await RowsAsync(new UsageQuery([]) { GroupByTags = ["cost_center"] }));
    }

    [Fact]
    public async Task Shows_of_others_only_what_a_scope_has_and_counts_teams_above_too()
    {
        await AppendAsync(
            At(1, _midnight) with { Teams = ["search", "engineering"], UserId = "user_ada" },
            At(2, _midnight) with { Teams = ["sea"], UserId = "user_bob" },
            At(3, _midnight) with { Teams = [], UserId = null, KeyId = "key_1" });

        Assert.Equal([":1"], await RowsAsync(new UsageQuery([]) { Scope = new UsageScope(["engineering"]) }));
        Assert.Equal([":1"], await RowsAsync(new UsageQuery([]) { Scope = new UsageScope(["sea"]) }));
        Assert.Equal([":2"], await RowsAsync(new UsageQuery([]) { Scope = new UsageScope(["sea"], KeyId: "key_1") }));
        Assert.Equal([":0"], await RowsAsync(new UsageQuery([]) { Scope = new UsageScope([]) }));
        Assert.Equal([":1"], await RowsAsync(new UsageQuery([]) { Only = new Dictionary<UsageGroup, string> { [UsageGroup.Team] = "engineering" } }));
        Assert.Equal([":1"], await RowsAsync(new UsageQuery([UsageGroup.Team]) { Scope = new UsageScope(["x' or 1=1 --"], UserId: "user_bob") }, row => ":" + row.Calls));
    }

    [Fact]
    public async Task Reads_percentiles_true_to_three_percent_from_hours_and_from_calls_alike()
    {
        await AppendAsync([.. Enumerable.Range(1, 1000).Select(i => At(i, _midnight.AddSeconds(i)) with { Duration = i * 1000, TimeToFirstByte = i * 100, Stream = i % 2 == 0, End = CallEnd.Completed })]);

        foreach (var query in (UsageQuery[])[new UsageQuery([]), new UsageQuery([], From: _midnight.AddMilliseconds(1), To: _midnight.AddMinutes(50))])
        {
            var row = Assert.Single(await _storage.Calls.SumAsync(query with { Percentiles = true }, Ct));

            Assert.Equal((1000, 500), (row.Durations!.Calls, row.FirstBytes!.Calls));
            Assert.InRange(row.Durations.Half, 485_000, 515_000);
            Assert.InRange(row.Durations.NinetyNine, 960_000, 1_020_000);
            Assert.InRange(row.FirstBytes.Ninety, 87_300, 92_700);
        }
    }

    [Fact]
    public async Task Sums_costs_to_the_last_unit_and_two_currencies_apart()
    {
        await AppendAsync(
            At(1, _midnight) with { Cost = new Amount(9_000_000_000_000_000_001), CostInput = new Amount(1), CostOutput = new Amount(9_000_000_000_000_000_000), Currency = "USD" },
            At(2, _midnight.AddDays(1)) with { Cost = new Amount(9_000_000_000_000_000_001), Currency = "USD" },
            At(3, _midnight) with { Cost = new Amount(5), Currency = "EUR" },
            At(4, _midnight) with { PriceUnknown = true });

        var rows = await _storage.Calls.SumAsync(new UsageQuery([]), Ct);

        Assert.Equal([("EUR", 0.000000000005m, 2L, 1L), ("USD", 18_000_000.000000000002m, 2L, 0L)], rows.Select(row => (row.Currency!, row.Cost, row.Calls, row.Unpriced)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sums_more_than_nine_million_of_a_currency_in_one_hour_of_one_kind_of_calls(bool together)
    {
        var calls = Enumerable.Range(1, 5).Select(number => At(number, _midnight) with { Cost = new Amount(9_000_000_000_000_000_001), CostInput = new Amount(9_000_000_000_000_000_001), CostOutput = new Amount(3), Currency = "VND" });
        foreach (var batch in together ? [calls.ToArray()] : calls.Select(call => new[] { call }))
        {
            await AppendAsync(batch);
        }

        // An amendment takes a call's cost away again.
        await AppendAsync(At(1, _midnight) with { Cost = new Amount(1), CostInput = new Amount(1), CostOutput = new Amount(3), Currency = "VND" });

        foreach (var query in (UsageQuery[])[new UsageQuery([]), new UsageQuery([UsageGroup.Hour]), new UsageQuery([], From: _midnight, To: _midnight.AddMinutes(1))])
        {
            var row = Assert.Single(await _storage.Calls.SumAsync(query, Ct));
            Assert.Equal((36_000_000.000000000005m, 36_000_000.000000000005m, 0.000000000015m, 5L), (row.Cost, row.CostInput, row.CostOutput, row.Calls));
        }
    }

    [Fact]
    public async Task A_database_without_a_query_of_calls_one_by_one_still_has_the_hours()
    {
        await AppendAsync(At(1, _midnight));
        await using (var connection = await _storage.Open.Database.OpenWriterAsync(durable: false, Ct))
        {
            await connection.ExecuteAsync("delete from calls", Ct);
        }

        Assert.Equal(["gpt-4.1:1"], await RowsAsync(new UsageQuery([UsageGroup.Model], From: _midnight, To: _midnight.AddDays(1))));
    }

    private static CallRecord At(int number, DateTimeOffset at) => Records.Of(number) with { StartedAt = Micros.Of(at) };

    private static Dictionary<string, string> Tags(string value) => new() { ["cost_center"] = value };

    private async Task<IEnumerable<string>> RowsAsync(UsageQuery query, Func<UsageRow, string>? say = null) =>
        (await _storage.Calls.SumAsync(query, Ct)).Select(say ?? (row => $"{string.Join(',', row.Groups)}:{row.Calls}"));

    private async Task AppendAsync(params CallRecord[] records)
    {
        foreach (var record in records)
        {
            await _storage.Ledger.AppendAsync(record, Ct);
        }

        await _storage.Calls.CatchUpAsync(Ct);
    }
}
