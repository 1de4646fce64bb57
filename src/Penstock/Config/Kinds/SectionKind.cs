using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Penstock.Config.Yaml;

namespace Penstock.Config.Kinds;

/// <summary>A mapping with known keys, built into a record. Unknown keys are mistakes.</summary>
internal sealed class SectionKind<T>(IReadOnlyList<ConfigKey> keys, Func<Section, T> build) : ValueKind<T>
{
    public override string Label => "section";

    public override IReadOnlyList<ConfigKey> Keys => keys;

    public override JsonObject Schema()
    {
        var properties = new JsonObject();
        foreach (var key in keys)
        {
            var property = key.Of.Schema();
            property["description"] = key.Description;
            if (key.Default is { } text)
            {
                property["default"] = key.Of.DefaultNode(text);
            }
            properties[key.Name] = property;
        }
        var schema = new JsonObject { ["type"] = new JsonArray("object", "null"), ["properties"] = properties, ["additionalProperties"] = false };
        var required = keys.Where(key => key.Required).Select(key => (JsonNode)JsonValue.Create(key.Name)).ToArray();
        if (required.Length > 0)
        {
            schema["type"] = "object";
            schema["required"] = new JsonArray(required);
        }
        return schema;
    }

    public override bool TryReadAbsent(SourcePosition parent, ConfigPlace place, [MaybeNullWhen(false)] out T value) =>
        TryRead(YamlMapping.Empty(parent), place, out value);

    public override bool TryRead(YamlNode node, ConfigPlace place, [MaybeNullWhen(false)] out T value)
    {
        var before = place.Draft.Count;
        var mapping = node switch
        {
            YamlMapping written => written,
            YamlScalar { IsNull: true } => YamlMapping.Empty(node.At), // everything under it is commented out
            _ => null,
        };
        if (mapping is null)
        {
            place.Mistake(node.At, "a section with keys is expected", $"Write its keys below it, indented: {string.Join(", ", keys.Select(key => key.Name))}.");
            value = default;
            return false;
        }
        var section = new Section(mapping, place);
        foreach (var entry in mapping.Entries)
        {
            place.Draft.Remember(place.Key(entry.Key).Path, entry.KeyAt);
            if (keys.All(key => key.Name != entry.Key))
            {
                var names = keys.Select(key => key.Name).ToArray();
                place.Key(entry.Key).Mistake(entry.KeyAt, "unknown key", NearMiss.Hint(entry.Key, names) + $"Keys here: {string.Join(", ", names)}.");
            }
        }
        foreach (var key in keys.Where(key => key.Required && mapping.Entries.All(entry => entry.Key != key.Name)))
        {
            place.Mistake(mapping.At, $"the key `{key.Name}` is missing", $"Add `{key.Name}: …` ({key.Of.Label}).");
        }
        value = build(section);
        return place.Draft.Count == before;
    }
}
