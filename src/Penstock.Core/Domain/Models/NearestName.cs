namespace Penstock.Domain.Models;

/// <summary>Finds the name someone probably meant.</summary>
public static class NearestName
{
    private const int LongestName = 200;

    /// <summary>
    /// The nearest candidate, case and dashes aside; null when none is near: more than a third of the letters, and more than
    /// one, differ, or more than three.
    /// </summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        if (name.Length > LongestName)
        {
            return null;
        }

        var best = Math.Max(1, Math.Min(3, name.Length / 3)) + 1;
        string? nearest = null;
        foreach (var candidate in candidates)
        {
            if (Distance(Plain(name), Plain(candidate)) is var distance && distance < best)
            {
                (best, nearest) = (distance, candidate);
            }
        }

        return nearest;
    }

    private static string Plain(string name) => name.Replace('-', '_').ToLowerInvariant();

    // Optimal string alignment: two swapped letters count once.
    private static int Distance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                cost[i, j] = i == 0 ? j : j == 0 ? i
                    : Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }
}
