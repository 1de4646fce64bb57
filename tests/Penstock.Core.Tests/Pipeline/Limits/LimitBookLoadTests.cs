using Penstock.Domain.Access;
using Penstock.Pipeline.Limits;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Limits;

/// <summary>The promise of limits, under many callers at once: never above in any rolling window, and hardly anything left unused.</summary>
public sealed class LimitBookLoadTests
{
    private const int Minutes = 4;
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(64, 60, 0)]
    [InlineData(200, 600, 0)]
    [InlineData(600, 3000, 0)]
    [InlineData(600, 3000, 5)]
    [InlineData(64, 20, 30)]
    public void Requests_a_minute_are_never_above_in_any_rolling_60_s_and_at_least_95_percent_are_used(int callers, int most, int waitSeconds)
    {
        using var book = Book(new Limit { Id = "rpm", Rates = [PerMinute(LimitUnit.Requests, most)], MaxWait = TimeSpan.FromSeconds(waitSeconds) });
        var market = new Market(book, _time, Chance(callers));

        market.Run(callers, TimeSpan.FromMinutes(Minutes));

        Assert.InRange(RollingMinute.Most(market.Calls.Select(call => (call.Began, 1L))), 1, most);
        Assert.InRange(market.Calls.Count / (double)(most * Minutes), 0.95, 1.1);
    }

    [Theory]
    [InlineData(64, LimitUnit.TotalTokens, 100_000, 0)]
    [InlineData(300, LimitUnit.TotalTokens, 400_000, 10)]
    [InlineData(600, LimitUnit.OutputTokens, 500_000, 0)]
    [InlineData(600, LimitUnit.InputTokens, 500_000, 3)]
    public void Tokens_a_minute_are_never_above_in_any_rolling_60_s_wherever_in_a_call_they_fell_and_at_least_95_percent_are_used(
        int callers, LimitUnit unit, int most, int waitSeconds)
    {
        using var book = Book(new Limit { Id = "tpm", Rates = [PerMinute(unit, most)], MaxWait = TimeSpan.FromSeconds(waitSeconds) });
        var market = new Market(book, _time, Chance(callers))
        {
            Need = random => new TokenNeed(random.Next(50, 800), random.Next(20, 1200), Stated: true),
            Takes = (20, 1000),
        };

        market.Run(callers, TimeSpan.FromMinutes(Minutes));

        long Of((long Began, long Ended, long Input, long Output) call) => unit switch
        {
            LimitUnit.InputTokens => call.Input,
            LimitUnit.OutputTokens => call.Output,
            _ => call.Input + call.Output,
        };
        var halves = market.Calls.SelectMany(call => new[] { (call.Began, Of(call) / 2), (call.Ended, Of(call) - (Of(call) / 2)) });
        Assert.InRange(RollingMinute.Most(market.Calls.Select(call => (call.Began, Of(call)))), 1, most);
        Assert.InRange(RollingMinute.Most(market.Calls.Select(call => (call.Ended, Of(call)))), 1, most);
        Assert.InRange(RollingMinute.Most(halves), 1, most);
        Assert.InRange(market.Calls.Sum(Of) / (double)((long)most * Minutes), 0.95, 1.1);
    }

    [Fact]
    public void Tokens_are_used_up_also_where_callers_state_no_maximum_and_use_little_of_what_they_might()
    {
        const int Most = 20_000;
        using var book = Book(new Limit { Id = "tpm", Rates = [PerMinute(LimitUnit.TotalTokens, Most)] });
        var market = new Market(book, _time, Chance(1)) { Need = random => new TokenNeed(random.Next(20, 60), long.MaxValue, Stated: false), Uses = static (random, _) => random.Next(20, 150), Takes = (10, 300) };

        market.Run(100, TimeSpan.FromMinutes(Minutes));

        Assert.InRange(RollingMinute.Most(market.Calls.Select(call => (call.Ended, call.Input + call.Output))), Most * 0.95, Most);
    }

    [Fact]
    public void All_limits_that_apply_hold_at_once_and_none_is_above()
    {
        using var book = Book(
            new Limit { Id = "all", Rates = [PerMinute(LimitUnit.Requests, 900), PerMinute(LimitUnit.TotalTokens, 600_000)], Concurrency = 70 },
            new Limit { Id = "each", Each = [ScopeKind.Key], Rates = [PerMinute(LimitUnit.Requests, 20), new LimitRate(LimitUnit.Requests, 5, TimeSpan.FromSeconds(5))], Concurrency = 2, MaxWait = TimeSpan.FromSeconds(2) });
        var market = new Market(book, _time, Chance(3)) { Need = random => new TokenNeed(random.Next(10, 500), random.Next(10, 900), Stated: true), Key = caller => Given.Key("key_" + (caller % 60)) };

        market.Run(300, TimeSpan.FromMinutes(Minutes));

        Assert.InRange(RollingMinute.Most(market.Calls.Select(call => (call.Began, 1L))), 850, 900);
        Assert.InRange(RollingMinute.Most(market.Calls.Select(call => (call.Ended, call.Input + call.Output))), 1, 600_000);
        Assert.InRange(market.MostRunning, 20, 70);
    }

    private static Random Chance(int seed) => new(seed);

    private static LimitRate PerMinute(LimitUnit unit, long most) => new(unit, most, TimeSpan.FromMinutes(1));

    private LimitBook Book(params Limit[] limits)
    {
        var book = new LimitBook(_time);
        book.Apply(limits);
        return book;
    }
}
