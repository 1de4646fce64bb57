using Penstock.Pipeline.Ledger;
using Xunit;

namespace Penstock.Tests.Pipeline.Ledger;

public sealed class DurationBucketsTests
{
    [Fact]
    public void Tells_every_duration_to_three_percent_and_keeps_their_order()
    {
        var last = -1;
        for (var micros = 0L; micros < 1L << 40; micros += 1 + (micros / 50))
        {
            var bucket = DurationBuckets.Of(micros);

            Assert.True(bucket >= last);
            Assert.InRange(DurationBuckets.Middle(bucket), micros - (micros / 30.0), micros + (micros / 30.0) + 1);
            last = bucket;
        }
    }

    [Fact]
    public void A_duration_below_zero_counts_as_none() => Assert.Equal(0, DurationBuckets.Of(-5));
}
