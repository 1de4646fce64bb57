using FsCheck.Fluent;
using Penstock.Pipeline.Limits;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Limits;

public sealed class RollingWindowTests
{
    private const long Second = TimeSpan.TicksPerSecond;
    private static readonly long s_minute = 60 * Second;

    [Fact]
    public void No_stretch_of_its_length_holds_more_than_the_limit_and_what_fits_later_is_foretold()
    {
        // Gaps from nothing to a minute and a half, most of them short, so that windows fill and slide; limits on both sides of the number of steps.
        var gap = Gen.Frequency((6, Gen.Choose(0, 3_000)), (2, Gen.Constant(0)), (1, Gen.Choose(0, 90_000)), (1, Gen.Constant(60_000)));
        var cases = from most in Gen.Choose(1, 400)
                    from events in Gen.Zip(gap, Gen.Choose(1, 60)).ArrayOf(200)
                    select (most, events);

        Property.Holds(cases, given =>
        {
            var window = new RollingWindow(TimeSpan.FromSeconds(60), Second);
            var taken = new List<(long At, long Amount)>();
            long now = Second;
            foreach (var (wait, asked) in given.events)
            {
                now += wait * (Second / 1000);
                var amount = Math.Min(asked, given.most);
                window.Expire(now);
                if (window.Sum + amount > given.most)
                {
                    now = window.FitsAt(amount, given.most, now) - 1;
                    window.Expire(now);
                    Assert.True(window.Sum + amount > given.most, "It fitted before it was foretold.");
                    window.Expire(++now);
                }

                Assert.True(window.Sum + amount <= given.most, "It did not fit when it was foretold.");
                window.Add(now, amount, given.most);
                taken.Add((now, amount));
                Assert.InRange(taken.Where(one => now - one.At < s_minute).Sum(one => one.Amount), 1, given.most);
            }
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    public void Nearly_all_of_a_limit_can_be_used(int most)
    {
        var window = new RollingWindow(TimeSpan.FromSeconds(60), Second);
        long used = 0, now = Second, begun = now;
        var piece = Math.Max(1, most / 500);

        // Somebody asks every 7 ms for 20 minutes.
        for (; now - begun < 20 * s_minute; now += 7 * Second / 1000)
        {
            window.Expire(now);
            while (window.Sum + piece <= most)
            {
                window.Add(now, piece, most);
                used += piece;
            }
        }

        Assert.InRange(used / (20.0 * most), 0.975, 1.05);
    }

    [Fact]
    public void Keeps_few_steps_however_much_happens()
    {
        var window = new RollingWindow(TimeSpan.FromHours(1), Second);
        var before = 0L;
        for (var i = 0; i < 200_000; i++)
        {
            if (i == 100_000)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            window.Expire(i * Second);
            window.Add(i * Second, 1, long.MaxValue);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.InRange(window.Sum, 3600, 3600 * 1.02);
    }

    [Fact]
    public void Never_counts_less_when_the_limit_changes_size()
    {
        var window = new RollingWindow(TimeSpan.FromSeconds(60), Second);
        for (var i = 1; i <= 500; i++)
        {
            window.Expire(i * Second / 10);
            window.Add(i * Second / 10, 1, i % 2 == 0 ? 10 : 1000);
        }

        window.Expire(50 * Second);
        Assert.Equal(500, window.Sum);
        window.Expire((50 * Second) + s_minute - 1);
        Assert.True(window.Sum >= 1);
        window.Expire((50 * Second) + s_minute + Second);
        Assert.Equal(0, window.Sum);
    }
}
