using FsCheck.Fluent;
using Penstock.Pipeline.Limits;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Limits;

public sealed class InMemoryLimitCountersTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromSeconds(60);
    private readonly ManualTime _time = new();

    [Fact]
    public void No_window_of_60_s_ever_holds_more_than_the_limit_and_a_refused_call_knows_when_to_come_back()
    {
        // Gaps from nothing to a minute and a half, most of them short, so that windows fill and slide.
        var gap = Gen.Frequency((6, Gen.Choose(0, 3_000_000)), (2, Gen.Constant(0)), (1, Gen.Choose(0, 90_000_000)), (1, Gen.Constant(60_000_000)));
        var cases = from limit in Gen.Choose(1, 8)
                    from gaps in gap.ArrayOf(80)
                    select (limit, gaps);

        Property.Holds(cases, given =>
        {
            var time = new ManualTime();
            var counters = new InMemoryLimitCounters(time);
            var starts = new List<long>();
            foreach (var wait in given.gaps)
            {
                time.Advance(TimeSpan.FromMicroseconds(wait));
                var now = time.GetTimestamp();
                var within = starts.Count(start => now - start < s_minute.Ticks);
                if (counters.TryEnter(Given.Key(), given.limit, null) is not { } refusal)
                {
                    starts.Add(now);
                    Assert.True(within < given.limit, $"{within + 1} calls began within 60 s.");
                    continue;
                }

                Assert.Equal(given.limit, within);
                Assert.Equal("requests_per_minute", refusal.Limit);
                Assert.InRange(refusal.RetryAfter!.Value, TimeSpan.FromTicks(1), s_minute);

                // Not a tick too late, and not a tick too early.
                time.Advance(refusal.RetryAfter.Value - TimeSpan.FromTicks(1));
                Assert.NotNull(counters.TryEnter(Given.Key(), given.limit, null));
                time.Advance(TimeSpan.FromTicks(1));
                Assert.Null(counters.TryEnter(Given.Key(), given.limit, null));
                starts.Add(time.GetTimestamp());
            }
        });
    }

    [Fact]
    public void Counts_each_key_by_itself()
    {
        var counters = new InMemoryLimitCounters(_time);

        Assert.Null(counters.TryEnter(Given.Key("key_1"), 1, null));
        Assert.NotNull(counters.TryEnter(Given.Key("key_1"), 1, null));
        Assert.Null(counters.TryEnter(Given.Key("key_2"), 1, null));
    }

    [Fact]
    public void Has_no_limit_where_none_is_given()
    {
        var counters = new InMemoryLimitCounters(_time);

        for (var i = 0; i < 1000; i++)
        {
            Assert.Null(counters.TryEnter(Given.Key(), null, null));
        }
    }

    [Fact]
    public void Obeys_a_limit_that_is_lowered_while_it_runs()
    {
        var counters = new InMemoryLimitCounters(_time);
        for (var i = 0; i < 10; i++)
        {
            Assert.Null(counters.TryEnter(Given.Key(), 10, null));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        // The starts were at 0…9 s and it is 10 s: the eighth must age out before there are only two.
        var refusal = counters.TryEnter(Given.Key(), 3, null)!;

        Assert.Equal(TimeSpan.FromSeconds(57), refusal.RetryAfter);
        _time.Advance(refusal.RetryAfter!.Value - TimeSpan.FromTicks(1));
        Assert.NotNull(counters.TryEnter(Given.Key(), 3, null));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Null(counters.TryEnter(Given.Key(), 3, null));
        Assert.NotNull(counters.TryEnter(Given.Key(), 3, null));
    }

    [Fact]
    public void Refuses_everything_at_a_limit_of_nothing() =>
        Assert.Equal(s_minute, new InMemoryLimitCounters(_time).TryEnter(Given.Key(), 0, null)!.RetryAfter);

    [Fact]
    public void Lets_as_many_run_at_once_as_allowed_and_a_refused_call_takes_no_place()
    {
        var counters = new InMemoryLimitCounters(_time);
        Assert.Null(counters.TryEnter(Given.Key(), 3, 2));
        Assert.Null(counters.TryEnter(Given.Key(), 3, 2));

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(new LimitRefusal("max_concurrent_calls", 2, null), counters.TryEnter(Given.Key(), 3, 2));
        }

        counters.Leave(Given.Key());
        Assert.Null(counters.TryEnter(Given.Key(), 3, 2));
        counters.Leave(Given.Key());
        Assert.Equal("requests_per_minute", counters.TryEnter(Given.Key(), 3, 2)!.Limit);
    }

    [Fact]
    public async Task Never_lets_more_run_than_allowed_however_many_come_at_once()
    {
        var counters = new InMemoryLimitCounters(_time);
        int running = 0, most = 0, refused = 0;

        await Parallel.ForEachAsync(Enumerable.Range(0, 5000), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) =>
        {
            if (counters.TryEnter(Given.Key(), null, 3) is not null)
            {
                Interlocked.Increment(ref refused);
                return;
            }

            var now = Interlocked.Increment(ref running);
            for (var seen = most; now > seen && Interlocked.CompareExchange(ref most, now, seen) != seen; seen = most)
            {
            }

            await Task.Yield();
            Interlocked.Decrement(ref running);
            counters.Leave(Given.Key());
        });

        Assert.InRange(most, 1, 3);

        // Nothing leaked, in either direction: three places are free again, and not a fourth.
        Assert.Null(counters.TryEnter(Given.Key(), null, 3));
        Assert.Null(counters.TryEnter(Given.Key(), null, 3));
        Assert.Null(counters.TryEnter(Given.Key(), null, 3));
        Assert.NotNull(counters.TryEnter(Given.Key(), null, 3));
    }
}
