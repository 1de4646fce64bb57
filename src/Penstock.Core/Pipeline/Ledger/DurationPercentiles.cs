namespace Penstock.Pipeline.Ledger;

/// <summary>Percentiles of durations in microseconds, read from a histogram: true to 3 %.</summary>
/// <param name="Calls">Of how many calls.</param>
/// <param name="Half">Half of them took no longer: the median.</param>
/// <param name="Ninety">90 % took no longer.</param>
/// <param name="NinetyFive">95 % took no longer.</param>
/// <param name="NinetyNine">99 % took no longer.</param>
public sealed record DurationPercentiles(long Calls, long Half, long Ninety, long NinetyFive, long NinetyNine)
{
    /// <summary>The percentiles of a histogram; null of an empty one.</summary>
    /// <param name="buckets">How many calls are in each bucket of <see cref="DurationBuckets"/>.</param>
    public static DurationPercentiles? Of(IEnumerable<KeyValuePair<int, long>> buckets)
    {
        var sorted = buckets.Where(bucket => bucket.Value > 0).OrderBy(bucket => bucket.Key).ToArray();
        var calls = sorted.Sum(bucket => bucket.Value);
        return calls == 0 ? null : new DurationPercentiles(calls, At(0.5), At(0.9), At(0.95), At(0.99));

        long At(double share)
        {
            var rank = (long)Math.Ceiling(share * calls);
            foreach (var (bucket, count) in sorted)
            {
                rank -= count;
                if (rank <= 0)
                {
                    return DurationBuckets.Middle(bucket);
                }
            }

            return DurationBuckets.Middle(sorted[^1].Key);
        }
    }
}
