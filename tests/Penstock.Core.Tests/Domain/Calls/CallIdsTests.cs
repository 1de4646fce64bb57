using Penstock.Domain.Calls;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Domain.Calls;

public sealed class CallIdsTests
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    [Fact]
    public void Are_ulids_whose_first_ten_characters_are_the_milliseconds()
    {
        // The example of the ULID specification: 01ARYZ6S41… is 1469918176385 ms.
        var ids = new CallIds(new ManualTime(DateTimeOffset.FromUnixTimeMilliseconds(1469918176385)), new Random(1));

        var id = ids.Next();

        Assert.Equal(31, id.Length);
        Assert.StartsWith("call_01ARYZ6S41", id, StringComparison.Ordinal);
        Assert.All(id[5..], character => Assert.Contains(character, Alphabet));
    }

    [Fact]
    public void Sort_by_time()
    {
        var time = new ManualTime();
        var ids = new CallIds(time, new Random(2));
        var made = new List<string>();
        for (var i = 0; i < 200; i++)
        {
            made.Add(ids.Next());
            time.Advance(TimeSpan.FromMilliseconds(1 + (i * i * 37)));
        }

        Assert.Equal(made.Order(StringComparer.Ordinal), made);
    }

    [Fact]
    public void Are_unique_within_a_millisecond_and_across_threads_and_use_every_character()
    {
        var ids = new CallIds(new ManualTime(), new Random(3));
        var made = new string[20_000];

        Parallel.For(0, made.Length, i => made[i] = ids.Next());

        Assert.Equal(made.Length, made.Distinct(StringComparer.Ordinal).Count());
        for (var place = 15; place < 31; place++)
        {
            Assert.Equal(32, made.Select(id => id[place]).Distinct().Count());
        }
    }
}
