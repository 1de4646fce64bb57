using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Pipeline.Policy;

/// <summary>The error for a model that does not exist, with the nearest name the caller may call.</summary>
public static class NameSuggestions
{
    private const int LongestName = 200;

    /// <summary>Makes the error.</summary>
    /// <param name="name">The name that was asked for.</param>
    /// <param name="visible">The models the caller may see.</param>
    public static CallError NotFound(string name, IEnumerable<Model> visible)
    {
        var shown = name.Length <= LongestName ? name : name[..LongestName] + "…";
        var nearest = name.Length > LongestName
            ? null
            : visible.Select(model => (model.Id, Distance: Distance(name, model.Id)))
                .Where(pair => pair.Distance <= Math.Max(1, name.Length / 3))
                .OrderBy(pair => pair.Distance)
                .Select(pair => pair.Id)
                .FirstOrDefault();
        return new CallError(
            ErrorKind.ModelNotFound,
            $"The model '{shown}' does not exist." + (nearest is null ? " GET /v1/models lists those you may call." : $" Did you mean '{nearest}'?"))
        {
            Param = "model",
        };
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
