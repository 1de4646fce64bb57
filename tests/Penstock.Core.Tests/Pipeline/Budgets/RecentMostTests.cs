using Penstock.Pipeline.Budgets;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Budgets;

public sealed class RecentMostTests
{
    [Fact]
    public void Is_the_greatest_of_the_last_32_values_or_of_some_more_whatever_they_were()
    {
        var (recent, values, state) = (new RecentMost(), new List<double>(), 7UL);
        for (var i = 0; i < 2000; i++)
        {
            state = (state * 6364136223846793005UL) + 1442695040888963407UL;

            // Often the same one, and below zero as well.
            values.Add((double)((state >> 33) % 40) - 20);

            Assert.InRange(recent.Add(values[^1]), values.TakeLast(32).Max(), values.TakeLast(64).Max());
        }
    }
}
