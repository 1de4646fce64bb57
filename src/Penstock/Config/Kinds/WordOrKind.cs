using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Penstock.Config.Yaml;

namespace Penstock.Config.Kinds;

/// <summary>One fixed word, or a section: <c>cors: "*"</c>, <c>guide: off</c>.</summary>
internal sealed class WordOrKind<T>(IReadOnlyList<string> words, Func<string, ConfigPlace, T> ofWord, SectionKind<T> section) : ValueKind<T>
{
    public override string Label => $"`{words[0]}` or section";

    public override bool TakesScalar => true;

    public override IReadOnlyList<ConfigKey> Keys => section.Keys;

    public override JsonObject Schema()
    {
        var values = words.Select(word => (JsonNode)JsonValue.Create(word)).ToList();
        if (words.Contains("false"))
        {
            values.Add(JsonValue.Create(false)); // editors read YAML's false and off so
        }
        return new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["enum"] = new JsonArray([.. values]) }, section.Schema()) };
    }

    public override bool TryReadAbsent(SourcePosition parent, ConfigPlace place, [MaybeNullWhen(false)] out T value) =>
        section.TryReadAbsent(parent, place, out value);

    public override bool TryRead(YamlNode node, ConfigPlace place, [MaybeNullWhen(false)] out T value)
    {
        if (node is not YamlScalar { IsNull: false } scalar)
        {
            return section.TryRead(node, place, out value);
        }
        if (scalar.Text.ToLowerInvariant() is var word && words.Contains(word))
        {
            value = ofWord(word, place);
            return true;
        }
        value = default;
        place.Mistake(node.At, $"only `{words[0]}` or keys are expected here", $"Write `{words[0]}`, or keys below it: {string.Join(", ", Keys.Select(key => key.Name))}.");
        return false;
    }
}
