namespace Penstock.Domain.Models;

/// <summary>Finds the name someone probably meant.</summary>
public static class NearestName
{
    private const int LongestName = 200;

    /// <summary>The nearest candidate, case aside; null when none is near: more than a third of the letters, and more than one, differ.</summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        if (name.Length > LongestName)
        {
            return null;
        }

        var best = Math.Max(1, name.Length / 3) + 1;
        string? nearest = null;
        foreach (var candidate in candidates)
        {
            if (Distance(name, candidate) is var distance && distance < best)
            {
                (best, nearest) = (distance, candidate);
            }
        }

        return nearest;
    }

    // Levenshtein's distance over one row.
    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                var same = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
                row[j] = Math.Min(Math.Min(row[j - 1], above) + 1, corner + (same ? 0 : 1));
                corner = above;
            }
        }

        return row[b.Length];
    }
}
