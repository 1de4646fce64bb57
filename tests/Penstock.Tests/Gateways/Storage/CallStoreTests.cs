using FsCheck;
using FsCheck.Fluent;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Ledger;
using Xunit;

namespace Penstock.Tests.Gateways.Storage;

public sealed class CallStoreTests : IAsyncLifetime
{
    private StorageUnderTest _storage = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _storage = await StorageUnderTest.OpenAsync();

    [Fact]
    public async Task Finds_a_record_as_it_was_appended()
    {
        var whole = Records.Of(1);
        var bare = new CallRecord { Id = "call_bare", StartedAt = Records.Start, Dialect = "openai", Capability = "chat" };
        await AppendAsync(whole, bare);

        Records.Same(whole, await _storage.Calls.FindAsync(whole.Id, Ct));
        Records.Same(bare, await _storage.Calls.FindAsync("call_bare", Ct));
        Assert.Null(await _storage.Calls.FindAsync("call_nobody", Ct));
    }

    [Fact]
    public async Task Puts_an_amendment_in_the_place_of_its_record()
    {
        var record = Records.Of(1);
        var amended = record with { End = CallEnd.ClientLeft, Usage = null, Tags = new Dictionary<string, string>() };
        await AppendAsync(record);
        await AppendAsync(amended);

        Records.Same(amended, await _storage.Calls.FindAsync(record.Id, Ct));
        var sum = Assert.Single(await _storage.Calls.SumAsync(new UsageQuery([]), Ct));
        Assert.Equal((1, 1, 1), (sum.Calls, sum.Failed, sum.Unmetered));
    }

    [Fact]
    public async Task Sums_nothing_into_one_row_of_zeros_and_into_no_groups()
    {
        var none = Assert.Single(await _storage.Calls.SumAsync(new UsageQuery([]), Ct));

        Assert.Equal((0, 0, 0, 0, default), (none.Calls, none.Failed, none.Unmetered, none.Duration, none.Usage));
        Assert.Empty(await _storage.Calls.SumAsync(new UsageQuery([UsageGroup.Model]), Ct));
    }

    [Fact]
    public async Task Shows_days_and_hours_of_UTC_and_takes_from_as_inclusive_and_to_as_exclusive()
    {
        var midnight = new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);
        var at = midnight.ToUnixTimeMilliseconds() * 1000;
        await AppendAsync(Records.Of(1) with { StartedAt = at - 1 }, Records.Of(2) with { StartedAt = at }, Records.Of(3) with { StartedAt = at + Hours(25) });

        Assert.Equal(
            [("2026-11-21", "2026-11-21T23"), ("2026-11-22", "2026-11-22T00"), ("2026-11-23", "2026-11-23T01")],
            (await _storage.Calls.SumAsync(new UsageQuery([UsageGroup.Day, UsageGroup.Hour]), Ct)).Select(row => (row.Groups[0], row.Groups[1])));
        Assert.Equal(2, (await _storage.Calls.SumAsync(new UsageQuery([], From: midnight), Ct))[0].Calls);
        Assert.Equal(1, (await _storage.Calls.SumAsync(new UsageQuery([], To: midnight.ToOffset(TimeSpan.FromHours(5))), Ct))[0].Calls);

        static long Hours(long hours) => hours * 3_600_000_000;
    }

    [Fact]
    public void Sums_what_a_plain_sum_over_the_records_gives()
    {
        var cases =
            from records in Records.Any.ListOf(60)
            from groups in Gen.SubListOf(Enum.GetValues<UsageGroup>())
            from since in Gen.Elements<long?>(null, Records.Start, Records.Start + 90_000_000_000)
            from until in Gen.Elements<long?>(null, Records.Start + 90_000_000_001, Records.Start + 200_000_000_000)
            from model in Gen.Elements(null, "chat", "iris'; drop table calls; --", "' or 1=1")
            from key in Gen.Elements(null, "key_a")
            select (Records: records.ToList(), Query: new UsageQuery([.. groups], Time(since), Time(until)) { Only = Only((UsageGroup.Model, model), (UsageGroup.Key, key)) });

        // Every case adds to what is there, and amends some of it: ids come from a small range.
        var all = new Dictionary<string, CallRecord>();
        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            var appended = one.Records.Select((record, i) => record with { Id = $"call_{(all.Count * 7 / 10) + i}" }).ToArray();
            foreach (var record in appended)
            {
                all[record.Id] = record;
            }

            AppendAsync(appended).GetAwaiter().GetResult();
            var rows = _storage.Calls.SumAsync(one.Query, Ct).GetAwaiter().GetResult();
            Assert.Equal(PlainSum(all.Values, one.Query).Select(Text), rows.Select(Text));
        }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(20261121, 1));
    }

    [Fact]
    public async Task Has_after_a_catch_up_whatever_was_appended_before_it_by_64_writers()
    {
        await Task.WhenAll(Enumerable.Range(0, 64).Select(writer => Task.Run(
            async () =>
            {
                for (var i = 0; i < 20; i++)
                {
                    var record = Records.Of((writer * 1000) + i);
                    await _storage.Ledger.AppendAsync(record, Ct);
                    if (i % 5 == 0)
                    {
                        await _storage.Calls.CatchUpAsync(Ct);
                        Assert.NotNull(await _storage.Calls.FindAsync(record.Id, Ct));
                    }
                }
            },
            Ct)));

        await _storage.Calls.CatchUpAsync(Ct);
        Assert.Equal(64 * 20, (await _storage.Calls.SumAsync(new UsageQuery([]), Ct))[0].Calls);
    }

    public async ValueTask DisposeAsync() => await _storage.DisposeAsync();

    private static Dictionary<UsageGroup, string> Only(params (UsageGroup Group, string? Value)[] given) =>
        given.Where(one => one.Value is not null).ToDictionary(one => one.Group, one => one.Value!);

    private static List<UsageRow> PlainSum(IEnumerable<CallRecord> records, UsageQuery query)
    {
        var chosen = records.Where(record =>
            (query.From is null || Began(record) >= query.From)
            && (query.To is null || Began(record) < query.To)
            && query.Only.All(only => Value(record, only.Key) == only.Value)).ToList();
        var groups = chosen.GroupBy(record => string.Join('\u0001', query.GroupBy.Select(group => Value(record, group) ?? "\u0000"))).ToList();
        var rows = groups.Select(group => Sum([.. query.GroupBy.Select(by => Value(group.First(), by))], [.. group])).ToList();
        return query.GroupBy.Count == 0 && rows.Count == 0 ? [Sum([], [])] : [.. rows.OrderBy(Text, StringComparer.Ordinal)];
    }

    private static UsageRow Sum(string?[] groups, CallRecord[] records) => new(
        groups,
        records.Length,
        records.Count(record => record.End != CallEnd.Completed),
        records.Count(record => record is { Provider: not (null or "onnx" or "function"), Usage: null, Status: < 400 }),
        new TokenUsage
        {
            Input = records.Sum(record => record.Usage?.Input ?? 0),
            Output = records.Sum(record => record.Usage?.Output ?? 0),
            CachedInput = records.Sum(record => record.Usage?.CachedInput ?? 0),
            CacheWriteInput = records.Sum(record => record.Usage?.CacheWriteInput ?? 0),
            Reasoning = records.Sum(record => record.Usage?.Reasoning ?? 0),
            AudioInput = records.Sum(record => record.Usage?.AudioInput ?? 0),
            AudioOutput = records.Sum(record => record.Usage?.AudioOutput ?? 0),
        },
        records.Sum(record => record.Duration))
    {
        Cost = records.Sum(record => record.Cost?.Value ?? 0),
        CostInput = records.Sum(record => record.CostInput?.Value ?? 0),
        CostOutput = records.Sum(record => record.CostOutput?.Value ?? 0),
        Currency = records.Any(record => record.Currency is not null) ? "EUR" : null,
        Unpriced = records.Count(record => record.PriceUnknown),
    };

    private static string? Value(CallRecord record, UsageGroup group) => group switch
    {
        UsageGroup.Model => record.Model,
        UsageGroup.Key => record.KeyId,
        UsageGroup.Provider => record.Provider,
        UsageGroup.UpstreamModel => record.UpstreamModel,
        UsageGroup.Dialect => record.Dialect,
        UsageGroup.Capability => record.Capability,
        UsageGroup.End => record.End switch { CallEnd.ClientLeft => "client_left", var end => end.ToString().ToLowerInvariant() },
        UsageGroup.Status => $"{record.Status}",
        UsageGroup.Day => $"{Began(record):yyyy-MM-dd}",
        UsageGroup.Hour => $"{Began(record):yyyy-MM-dd'T'HH}",
        UsageGroup.User => record.UserId,
        UsageGroup.ServiceAccount => record.ServiceAccountId,
        UsageGroup.Team => record.Teams.FirstOrDefault(),
        UsageGroup.Region => record.Region,
        UsageGroup.ErrorKind => record.ErrorKind,
        UsageGroup.Week => $"{System.Globalization.ISOWeek.GetYear(Began(record).DateTime):D4}-W{System.Globalization.ISOWeek.GetWeekOfYear(Began(record).DateTime):D2}",
        UsageGroup.Month => $"{Began(record):yyyy-MM}",
        _ => throw new ArgumentOutOfRangeException(nameof(group)),
    };

    // Sorted as text the rows are in the store's order: the separators sort before everything else.
    private static string Text(UsageRow row) =>
        string.Join('\u0001', row.Groups.Select(group => group ?? "\u0000")) + $"\u0001{row with { Groups = [], Cost = Plain(row.Cost), CostInput = Plain(row.CostInput), CostOutput = Plain(row.CostOutput) }}";

    // Without the zeros at the end, of which a sum may have more.
    private static decimal Plain(decimal value) => value / 1.0000000000000000000000000000m;

    private static DateTimeOffset Began(CallRecord record) => DateTimeOffset.UnixEpoch.AddTicks(record.StartedAt * 10);

    private static DateTimeOffset? Time(long? micros) => micros is { } value ? DateTimeOffset.UnixEpoch.AddTicks(value * 10) : null;

    private async Task AppendAsync(params CallRecord[] records)
    {
        foreach (var record in records)
        {
            await _storage.Ledger.AppendAsync(record, Ct);
        }

        await _storage.Calls.CatchUpAsync(Ct);
    }
}
