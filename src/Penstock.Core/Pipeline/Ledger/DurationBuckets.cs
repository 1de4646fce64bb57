using System.Numerics;

namespace Penstock.Pipeline.Ledger;

/// <summary>
/// The buckets of the histograms that percentiles are read from: sixteen in each doubling, so that a value is told to 3 %.
/// Histograms of the same buckets add up, whatever they are of.
/// </summary>
public static class DurationBuckets
{
    private const int Bits = 4;

    /// <summary>The bucket of a duration in microseconds.</summary>
    public static int Of(long micros)
    {
        if (micros < 1 << Bits)
        {
            return (int)Math.Max(micros, 0);
        }

        var power = BitOperations.Log2((ulong)micros);
        return ((power - Bits + 1) << Bits) + (int)((micros >> (power - Bits)) & ((1 << Bits) - 1));
    }

    /// <summary>The middle of a bucket, in microseconds.</summary>
    public static long Middle(int bucket)
    {
        var row = bucket >> Bits;
        if (row == 0)
        {
            return bucket;
        }

        var width = 1L << (row - 1);
        return (((1L << Bits) + (bucket & ((1 << Bits) - 1))) * width) + (width / 2);
    }
}
