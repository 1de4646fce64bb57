using System.Text.Json;
using Penstock.Config.Kinds;
using Penstock.Domain.Calls;

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
        using var document = JsonDocument.Parse(body);
        var draft = new ConfigDraft("", environment) { FromApi = true };
        var place = new ConfigPlace(draft, section, Overridable: false).Entry(id);
        var read = kind.TryRead(JsonTree.Of(document.RootElement), place, out var value);
        return draft.Mistakes.Count == 0 && read ? (value, []) : (null, [.. draft.Mistakes.Select(mistake => Of(mistake, place.Path))]);
    }

    /// <summary>A mistake as the API tells it, its path below a root.</summary>
    internal static InputMistake Of(ConfigMistake mistake, string root)
    {
        var path = mistake.Path.StartsWith(root, StringComparison.Ordinal) ? mistake.Path[root.Length..].TrimStart('.') : mistake.Path;
        return new InputMistake(path.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).TrimStart('.'), "value_error", $"{char.ToUpperInvariant(mistake.What[0])}{mistake.What[1..]}. {mistake.Fix}");
    }
}
