using System.Numerics;

namespace Penstock.Server.Measuring;

/// <summary>
/// Counts lengths of time in buckets whose width grows with them, as an HDR histogram does: every percentile is within 1/128 of the truth,
/// from 100 ns to hours, in 60 KiB whatever is measured. May be written and read by many threads.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int Bits = 7;
    private const int Half = 1 << Bits;

    // Below 2^(Bits+1) each tick has a bucket of its own; each power of two above has Half of them.
    private readonly long[] _counts = new long[(64 - Bits) * Half];
    private long _count;
    private long _sum;
    private long _max;

    public long Count => Interlocked.Read(ref _count);

    public TimeSpan Max => new(Interlocked.Read(ref _max));

    public TimeSpan Mean => Count is > 0 and var count ? new TimeSpan(Interlocked.Read(ref _sum) / count) : TimeSpan.Zero;

    /// <summary>Adds one; a negative length counts as none.</summary>
    public void Add(TimeSpan length)
    {
        var ticks = Math.Max(0, length.Ticks);
        Interlocked.Increment(ref _counts[IndexOf(ticks)]);
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _sum, ticks);
        for (var seen = Interlocked.Read(ref _max); ticks > seen;)
        {
            var before = Interlocked.CompareExchange(ref _max, ticks, seen);
            seen = before == seen ? ticks : before;
        }
    }

    /// <summary>The length that a share of all, 0 to 1, does not exceed; zero when there are none.</summary>
    public TimeSpan Percentile(double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        var seen = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += Interlocked.Read(ref _counts[i]);
            if (seen >= rank)
            {
                return new TimeSpan(Math.Min(HighestOf(i), Max.Ticks));
            }
        }

        return Max;
    }

    private static int IndexOf(long ticks)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)ticks) - Bits);
        return (shift * Half) + (int)(ticks >> shift);
    }

    private static long HighestOf(int index)
    {
        var shift = Math.Max(0, (index / Half) - 1);
        return ((index - (shift * Half) + 1L) << shift) - 1;
    }
}
