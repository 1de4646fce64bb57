using Microsoft.AspNetCore.Http;

namespace Penstock.Resources.Calls;

/// <summary>The caller's own tags: <c>x-penstock-tags: project=atlas, step=eval</c>. They are recorded with the call and decide nothing.</summary>
internal static class CallTags
{
    private const int MostTags = 16;
    private const int LongestPart = 64;
    private static readonly Dictionary<string, string> None = [];

    /// <summary>The tags of a request; what is no tag, or too much, is left out.</summary>
    public static IReadOnlyDictionary<string, string> Of(HttpRequest request)
    {
        if (!request.Headers.TryGetValue("x-penstock-tags", out var values))
        {
            return None;
        }

        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in values.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=');
            if (equals is > 0 and <= LongestPart && pair.Length - equals - 1 <= LongestPart && tags.Count < MostTags)
            {
                tags[pair[..equals].TrimEnd()] = pair[(equals + 1)..].TrimStart();
            }
        }

        return tags;
    }
}
