namespace Penstock.Tests;

/// <summary>Counts what limits are tested by, anew and simply.</summary>
internal static class RollingMinute
{
    /// <summary>The most that was ever used in 60 s, by when things happened.</summary>
    public static long Most(IEnumerable<(long At, long Amount)> things)
    {
        var sorted = things.OrderBy(thing => thing.At).ToArray();
        long most = 0, sum = 0;
        for (int last = 0, first = 0; last < sorted.Length; last++)
        {
            sum += sorted[last].Amount;
            while (sorted[last].At - sorted[first].At >= TimeSpan.TicksPerMinute)
            {
                sum -= sorted[first++].Amount;
            }

            most = Math.Max(most, sum);
        }

        return most;
    }
}
