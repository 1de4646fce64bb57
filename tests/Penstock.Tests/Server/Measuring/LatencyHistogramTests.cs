using Penstock.Server.Measuring;
using Xunit;

namespace Penstock.Tests.Server.Measuring;

public class LatencyHistogramTests
{
    [Fact]
    public void Every_percentile_is_within_a_128th_of_the_sorted_truth()
    {
        var random = new Random(7);
        var histogram = new LatencyHistogram();
        var truth = Enumerable.Range(0, 20_000).Select(_ => (long)Math.Exp(random.NextDouble() * 30)).ToArray();
        Array.ForEach(truth, ticks => histogram.Add(new TimeSpan(ticks)));
        Array.Sort(truth);
        foreach (var share in (double[])[0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1])
        {
            var exact = truth[(int)Math.Ceiling(share * truth.Length) - 1];
            Assert.InRange(histogram.Percentile(share).Ticks, exact, exact * (1 + (1 / 128.0)));
        }

        Assert.Equal((truth[^1], (long)truth.Length), (histogram.Max.Ticks, histogram.Count));
        Assert.InRange(histogram.Mean.Ticks, truth.Average() - 1, truth.Average() + 1);
    }

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(0, 0)]
    [InlineData(255, 255)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void The_ends_fit(long ticks, long expected)
    {
        var histogram = new LatencyHistogram();
        histogram.Add(new TimeSpan(ticks));
        Assert.Equal(expected, histogram.Percentile(0.5).Ticks);
    }

    [Fact]
    public void None_is_none() => Assert.Equal((TimeSpan.Zero, TimeSpan.Zero, 0L), (new LatencyHistogram().Percentile(0.99), new LatencyHistogram().Mean, new LatencyHistogram().Count));
}
