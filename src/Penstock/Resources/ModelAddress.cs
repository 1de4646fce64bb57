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
    private const string Versions = "/versions/";

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

    /// <summary>
    /// Splits what stands behind <c>/v2/models/</c> into an id, a version and an action: <c>{id}[/versions/{version}][{action}]</c>. The longest
    /// known id wins; without one the last <c>/versions/</c> ends the id.
    /// </summary>
    /// <param name="rest">What <see cref="Decode"/> gave.</param>
    /// <param name="models">The known models.</param>
    /// <param name="actions">The known actions, for example <c>/infer</c>.</param>
    public static (string Id, string? Version, string? Action) SplitVersioned(string rest, ModelCatalog models, params ReadOnlySpan<string> actions)
    {
        for (var end = Math.Min(rest.Length, ModelName.Longest); end > 0; end--)
        {
            if ((end == rest.Length || rest[end] is '/' or ':') && TryTail(rest.AsSpan(end), actions, out var version, out var action) && models.Find(rest[..end]) is not null)
            {
                return (rest[..end], version, action);
            }
        }

        var (id, acted) = Split(rest, models, actions);
        var at = id.LastIndexOf(Versions, StringComparison.Ordinal);
        return at > 0 && at + Versions.Length < id.Length && !id.AsSpan(at + Versions.Length).Contains('/')
            ? (id[..at], id[(at + Versions.Length)..], acted)
            : (id, null, acted);
    }

    // What may stand behind an id: [/versions/{version}][{action}].
    private static bool TryTail(ReadOnlySpan<char> tail, ReadOnlySpan<string> actions, out string? version, out string? action)
    {
        (version, action) = (null, null);
        foreach (var known in actions)
        {
            if (tail.EndsWith(known, StringComparison.Ordinal))
            {
                action = known;
                tail = tail[..^known.Length];
                break;
            }
        }

        if (tail.StartsWith(Versions, StringComparison.Ordinal) && tail.Length > Versions.Length && !tail[Versions.Length..].Contains('/'))
        {
            version = tail[Versions.Length..].ToString();
            tail = [];
        }

        return tail.IsEmpty;
    }
}
