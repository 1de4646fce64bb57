using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Penstock.Domain.Calls;

namespace Penstock.Resources;

/// <summary>
/// Where a renamed model is now. What only reads is answered 301. A call is answered 308, as clients repeat a 301 as a GET without its body (RFC 9110, 15.4.2), and then
/// get an error that names no cause; an SDK that follows nothing shows the message, which names the new name. A name in the body has no address to go to.
/// </summary>
internal static class RenamedAddress
{
    /// <summary>The address; null when the error is about no renamed model, or the address does not name it.</summary>
    public static string? Of(HttpContext http, CallError error)
    {
        if (error.Renamed is not var (old, now) || http.Features.Get<IHttpRequestFeature>()?.RawTarget is not { } target || !target.StartsWith('/'))
        {
            return null;
        }

        var query = target.IndexOf('?', StringComparison.Ordinal);
        var (path, rest) = query < 0 ? (target, "") : (target[..query], target[query..]);
        foreach (var written in (ReadOnlySpan<string>)[Uri.EscapeDataString(old), old])
        {
            // The name stands between slashes, or before a slash or colon with an action.
            var at = path.LastIndexOf("/" + written, StringComparison.OrdinalIgnoreCase);
            var end = at + 1 + written.Length;
            if (at >= 0 && (end == path.Length || path[end] is '/' or ':'))
            {
                return path[..(at + 1)] + Uri.EscapeDataString(now) + path[end..] + rest;
            }
        }

        return null;
    }

    /// <summary>301, or 308 where the body must come along.</summary>
    public static int Status(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) ? StatusCodes.Status301MovedPermanently : StatusCodes.Status308PermanentRedirect;
}
