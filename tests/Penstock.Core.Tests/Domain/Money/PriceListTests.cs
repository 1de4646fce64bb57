using Penstock.Domain.Calls;
using Penstock.Domain.Money;
using Xunit;

namespace Penstock.Core.Tests.Domain.Money;

public sealed class PriceListTests
{
    [Fact]
    public void Each_token_is_paid_once_at_its_most_exact_rate()
    {
        var list = List(("input_mtok", 3), ("cache_read_mtok", 0.3m), ("cache_write_mtok", 3.75m), ("cache_write_1h_mtok", 6), ("output_mtok", 15));
        var usage = new TokenUsage { Input = 1000, CachedInput = 400, CacheWriteInput = 300, Output = 10, Reasoning = 5, Details = new UsageDetails { CacheWriteHour = 100 } };

        var cost = list.Cost(usage);

        Assert.Equal(((300 * 3m) + (400 * 0.3m) + (200 * 3.75m) + (100 * 6m)) / 1_000_000, cost.Input);
        Assert.Equal(10 * 15m / 1_000_000, cost.Output);
        Assert.Equal(0m, cost.Other);
    }

    [Fact]
    public void Reasoning_and_audio_have_rates_of_their_own_where_the_list_says_so()
    {
        var list = List(("input_mtok", 1), ("input_audio_mtok", 10), ("output_mtok", 2), ("output_reasoning_mtok", 4), ("output_audio_mtok", 20));

        var cost = list.Cost(new TokenUsage { Input = 100, AudioInput = 40, Output = 100, Reasoning = 30, AudioOutput = 20 });

        Assert.Equal(((60 * 1m) + (40 * 10m)) / 1_000_000, cost.Input);
        Assert.Equal(((50 * 2m) + (30 * 4m) + (20 * 20m)) / 1_000_000, cost.Output);
    }

    // 200,000 tokens and one more: all of them are dearer, not only the one.
    [Theory]
    [InlineData(200_000, 1.25, 10)]
    [InlineData(200_001, 2.5, 15)]
    public void Above_a_tiers_size_all_tokens_have_its_rate(long input, decimal inputRate, decimal outputRate)
    {
        var list = new PriceList("USD", "test", new Dictionary<UsageUnit, PriceRate>
        {
            [Unit("input_mtok")] = new(1.25m, [new PriceTier(200_000, 2.5m)]),
            [Unit("output_mtok")] = new(10, [new PriceTier(200_000, 15)]),
        });

        var cost = list.Cost(new TokenUsage { Input = input, Output = 100 });

        Assert.Equal((input * inputRate / 1_000_000, 100 * outputRate / 1_000_000), (cost.Input, cost.Output));
    }

    [Fact]
    public void Requests_searches_time_and_data_are_paid_beside_the_tokens()
    {
        var list = List(("requests_kcount", 5), ("web_searches_kcount", 10), ("compute_hours", 36), ("data_out_gb", 2));

        var cost = list.Cost(new TokenUsage { Details = new UsageDetails { WebSearches = 3 } }, new CallMeasures(TimeSpan.FromSeconds(2), 500_000_000));

        Assert.Equal(0.005m + 0.03m + 0.02m + 1m, cost.Other);
    }

    [Fact]
    public void An_item_of_a_batch_costs_its_share()
    {
        var list = new PriceList("USD", "test", new Dictionary<UsageUnit, PriceRate> { [Unit("input_mtok")] = new(2) }, batchFactor: 0.5m);
        var usage = new TokenUsage { Input = 1_000_000 };

        Assert.Equal((2m, 1m), (list.Cost(usage).Total, list.Cost(usage, new CallMeasures(TimeSpan.Zero, 0, Batch: true)).Total));
    }

    // What a provider says of parts may exceed what it says of the whole: that never lowers a cost below that of the parts.
    [Fact]
    public void Parts_that_exceed_their_whole_are_paid_and_the_whole_never_becomes_negative()
    {
        var list = List(("input_mtok", 3), ("cache_read_mtok", 0.3m));

        Assert.Equal(500 * 0.3m / 1_000_000, list.Cost(new TokenUsage { Input = 100, CachedInput = 500 }).Total);
    }

    [Fact]
    public void What_is_two_things_at_once_is_paid_once_at_the_dearer_rate()
    {
        var list = List(("input_mtok", 1), ("cache_read_mtok", 0.5m), ("input_audio_mtok", 10));
        var usage = new TokenUsage { Input = 100, CachedInput = 50, AudioInput = 50, Details = new UsageDetails { CachedAudio = 50 } };

        Assert.Equal(((50 * 1m) + (50 * 10m)) / 1_000_000, list.Cost(usage).Total);
    }

    [Fact]
    public void The_bound_is_never_less_than_the_cost_whatever_the_tokens_are()
    {
        var list = new PriceList("USD", "test", new Dictionary<UsageUnit, PriceRate>
        {
            [Unit("input_mtok")] = new(3, [new PriceTier(1000, 6)]),
            [Unit("cache_write_mtok")] = new(3.75m, [new PriceTier(1000, 7.5m)]),
            [Unit("output_mtok")] = new(15, [new PriceTier(1000, 22)]),
            [Unit("output_audio_mtok")] = new(80),
            [Unit("requests_kcount")] = new(5),
        });

        foreach (var input in (long[])[1, 1000, 1001, 5000])
        {
            foreach (var share in (long[])[0, 2, 1])
            {
                var usage = new TokenUsage { Input = input, CacheWriteInput = share == 0 ? 0 : input / share, Output = 100, AudioOutput = share == 0 ? 0 : 100 / share };
                Assert.InRange(list.Cost(usage).Total, 0.005m, list.Bound(input, 100));
            }
        }
    }

    [Fact]
    public void Sums_of_many_small_costs_are_exact()
    {
        var list = List(("input_mtok", 0.1m), ("output_mtok", 0.2m));

        Assert.Equal(0.0000003m * 1_000_000, Enumerable.Repeat(list.Cost(new TokenUsage { Input = 1, Output = 1 }).Total, 1_000_000).Sum());
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Only_what_asks_nothing_is_free(int price, bool free)
    {
        var list = List(("input_mtok", price));

        Assert.Equal(free, list.IsFree);
        Assert.Equal(free ? 0m : null, Costing.Of(list, default, default)?.Total);
        Assert.Null(Costing.Of(null, new TokenUsage { Input = 1 }, default));
    }

    private static UsageUnit Unit(string price) => UsageUnits.OfPrice(price)!;

    private static PriceList List(params (string Name, decimal Price)[] rates) => new("USD", "test", rates.ToDictionary(rate => Unit(rate.Name), rate => new PriceRate(rate.Price)));
}
