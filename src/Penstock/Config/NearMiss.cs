namespace Penstock.Config;

/// <summary>Finds the name that was probably meant.</summary>
internal static class NearMiss
{
    /// <summary>The closest of <paramref name="known"/> within a third of the word's length, or null.</summary>
    public static string? Of(string word, IEnumerable<string> known)
    {
        if (word.Length > 100)
        {
            return null;
        }
        var best = known.Select(name => (name, distance: Distance(Plain(word), Plain(name)))).OrderBy(found => found.distance).FirstOrDefault();
        return best.name is not null && best.distance <= Math.Max(1, Math.Min(3, word.Length / 3)) ? best.name : null;
    }

    /// <summary>" Did you mean …?" or nothing.</summary>
    public static string Hint(string word, IEnumerable<string> known) => Of(word, known) is { } name ? $"Did you mean `{name}`? " : "";

    private static string Plain(string name) => name.Replace('-', '_').ToLowerInvariant();

    /// <summary>Optimal string alignment: two swapped letters count once.</summary>
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
