using Microsoft.AspNetCore.Http;

namespace Penstock.Resources;

/// <summary>Entity tags of what is changed: RFC 9110 section 13.1.1.</summary>
internal static class EntityTags
{
    /// <summary>Whether a request is about something as it no longer is: its <c>If-Match</c> names other tags than this.</summary>
    public static bool AreStale(HttpRequest request, string current)
    {
        var match = request.Headers.IfMatch;
        return match.Count > 0 && match.ToString() is not "*" && !match.ToString().Split(',', StringSplitOptions.TrimEntries).Contains(current);
    }
}
