using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Penstock.Resources;

/// <summary>Finds the key in a request, wherever the official SDKs put it.</summary>
internal static class Credentials
{
    private static readonly string[] Headers = ["x-api-key", "api-key", "x-goog-api-key"];

    /// <summary>The key as it was presented; null when there is none. <c>Authorization: Bearer</c> comes first.</summary>
    public static string? Of(HttpRequest request)
    {
        var authorization = First(request.Headers.Authorization);
        if (authorization is not null && authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return authorization[7..].Trim();
        }

        foreach (var name in Headers)
        {
            if (First(request.Headers[name]) is { } value)
            {
                return value.Trim();
            }
        }

        // DIALECT: Gemini's REST habit. Addresses with it never reach a log.
        return request.QueryString.HasValue ? First(request.Query["key"]) : null;
    }

    private static string? First(StringValues values) => values.Count > 0 && !string.IsNullOrWhiteSpace(values[0]) ? values[0] : null;
}
