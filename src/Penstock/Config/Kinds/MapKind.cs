using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penstock.Config.Yaml;

namespace Penstock.Config.Kinds;

/// <summary>A map from names the user chooses. Names are case-sensitive and never split (IConfiguration would).</summary>
internal sealed class MapKind<T>(string placeholder, Regex name, string nameFix, ValueKind<T> item) : ValueKind<IReadOnlyDictionary<string, T>>
{
    public override string Label => "map";

    public override IReadOnlyList<ConfigKey> Keys => item.Keys;

    public override string Infix => $".{placeholder}.";

    public override bool KeysAreFixed => false;

    protected override ValueKind? Below(string? key) => item;

    /// <summary>A further rule for names: what is wrong with this one and the fix, or null.</summary>
    public Func<string, (string What, string Fix)?> NameRule { get; init; } = static _ => null;

    public override JsonObject Schema() => new()
    {
        ["type"] = new JsonArray("object", "null"),
        ["propertyNames"] = new JsonObject { ["pattern"] = name.ToString() },
        ["additionalProperties"] = item.Schema(),
    };

    public override bool TryReadAbsent(SourcePosition parent, ConfigPlace place, [MaybeNullWhen(false)] out IReadOnlyDictionary<string, T> value)
    {
        value = FrozenDictionary<string, T>.Empty;
        return true;
    }

    public override bool TryRead(YamlNode node, ConfigPlace place, [MaybeNullWhen(false)] out IReadOnlyDictionary<string, T> value)
    {
        value = FrozenDictionary<string, T>.Empty;
        if (node is YamlScalar { IsNull: true })
        {
            return true; // everything under it is commented out
        }
        if (node is not YamlMapping mapping)
        {
            place.Mistake(node.At, "a map is expected", $"Write `{placeholder}: …` below it, indented.");
            return false;
        }
        var entries = new Dictionary<string, T>(StringComparer.Ordinal);
        var good = true;
        foreach (var entry in mapping.Entries)
        {
            var inner = place.Entry(entry.Key);
            place.Draft.Remember(inner.Path, entry.KeyAt);
            if (!name.IsMatch(entry.Key))
            {
                inner.Mistake(entry.KeyAt, "this name is not allowed", nameFix);
                good = false;
            }
            else if (NameRule(entry.Key) is var (what, fix))
            {
                inner.Mistake(entry.KeyAt, what, fix);
                good = false;
            }
            if (item.TryRead(entry.Value, inner, out var read))
            {
                entries[entry.Key] = read;
            }
            else
            {
                good = false;
            }
        }
        value = entries.ToFrozenDictionary(StringComparer.Ordinal);
        return good;
    }
}
