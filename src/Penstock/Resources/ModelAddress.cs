using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Penstock.Domain.Models;

namespace Penstock.Resources;

/// <summary>
/// Takes the model's id from the raw request target: ids may hold slashes, colons and dots, percent-encoded or not, which
/// routing would have split or left half decoded.
/// </summary>
internal static class ModelAddress
{
    /// <summary>What stands behind a prefix of the path, decoded once.</summary>
    public static string Decode(HttpContext http, string prefix)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (!target.StartsWith('/'))
        {
            // The absolute form (RFC 9112, 3.2.2): http://host/path.
            var authority = target.IndexOf("://", StringComparison.Ordinal);
            var slash = authority < 0 ? -1 : target.IndexOf('/', authority + 3);
            target = slash < 0 ? "/" : target[slash..];
        }

        var path = target.AsSpan();
        var query = path.IndexOfAny('?', '#');
        path = query < 0 ? path : path[..query];
        return path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? Uri.UnescapeDataString(path[prefix.Length..].ToString()) : "";
    }

    /// <summary>Splits what stands behind <c>/models/</c> into an id and an action. The longest known id wins; an action comes after the last slash or colon.</summary>
    /// <param name="rest">What <see cref="Decode"/> gave.</param>
    /// <param name="models">The known models.</param>
    /// <param name="actions">The known actions, for example <c>/invoke</c>.</param>
    public static (string Id, string? Action) Split(string rest, ModelCatalog models, params ReadOnlySpan<string> actions)
    {
        if (models.Find(rest) is not null)
        {
            return (rest, null);
        }

        foreach (var action in actions)
        {
            if (rest.Length > action.Length && rest.EndsWith(action, StringComparison.Ordinal))
            {
                return (rest[..^action.Length], action);
            }
        }

        return (rest, null);
    }
}
