using System.Text.Json;
using Penstock.Config.Kinds;
using Penstock.Domain.Calls;
using Penstock.Secrets;

namespace Penstock.Config.Governance;

/// <summary>Reads a body of the management API by the kind that reads the file.</summary>
/// <param name="kind">The kind.</param>
/// <param name="section">Where the file has such things: <c>teams</c>.</param>
/// <param name="environment">The environment, for keys that look into it; nothing of a body is expanded.</param>
internal sealed class BodyReader<T>(ValueKind<T> kind, string section, IReadOnlyDictionary<string, string> environment)
    where T : class
{
    /// <summary>Reads it; every mistake at once, its path as in the body.</summary>
    public (T? Value, IReadOnlyList<InputMistake> Mistakes) Read(string id, string body)
    {
        var (draft, root, value) = Draft(id, body);
        return draft.Mistakes.Count == 0 && value is not null ? (value, []) : (null, [.. draft.Mistakes.Select(mistake => Of(mistake, root))]);
    }

    /// <summary>The secrets in stores that a body names, each with its path.</summary>
    public IReadOnlyList<(string Path, SecretReference Reference)> Secrets(string id, string body)
    {
        var (draft, root, _) = Draft(id, body);
        return [.. draft.Secrets.Where(found => found.Secret.Reference is not null).Select(found => (Below(found.Path, root), found.Secret.Reference!))];
    }

    /// <summary>A mistake as the API tells it, its path below a root.</summary>
    internal static InputMistake Of(ConfigMistake mistake, string root) =>
        new InputMistake(Below(mistake.Path, root), "value_error", $"{char.ToUpperInvariant(mistake.What[0])}{mistake.What[1..]}. {mistake.Fix}");

    private static string Below(string path, string root) =>
        (path.StartsWith(root, StringComparison.Ordinal) ? path[root.Length..] : path).TrimStart('.').Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).TrimStart('.');

    private (ConfigDraft Draft, string Root, T? Value) Draft(string id, string body)
    {
        using var document = JsonDocument.Parse(body);
        var draft = new ConfigDraft("", environment) { FromApi = true };
        var place = new ConfigPlace(draft, section, Overridable: false).Entry(id);
        return (draft, place.Path, kind.TryRead(JsonTree.Of(document.RootElement), place, out var value) ? value : null);
    }
}
