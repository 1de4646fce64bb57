using System.Text.Json;
using System.Text.Json.Nodes;

namespace Penstock.Tests.Resources.Documents;

/// <summary>Holds values against the part of JSON Schema 2020-12 that the document uses; a word it does not know is a mistake too.</summary>
internal static class SchemaCheck
{
    private static readonly string[] Silent = ["title", "description", "examples", "default", "format", "pattern", "minimum", "maximum", "minLength", "maxLength", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "contentEncoding", "required", "maxProperties", "writeOnly"];

    public static IEnumerable<string> Mistakes(ApiDocument document, JsonObject schema, JsonNode? value, string place = "$")
    {
        foreach (var (word, rule) in schema)
        {
            foreach (var mistake in Mistakes(document, schema, word, rule!, value, place))
            {
                yield return mistake;
            }
        }
    }

    private static IEnumerable<string> Mistakes(ApiDocument document, JsonObject schema, string word, JsonNode rule, JsonNode? value, string place) => (word, value) switch
    {
        ("$ref", _) => Mistakes(document, document.Resolve(schema), value, place),
        ("type", _) => Types(rule).Any(type => Is(type, value)) ? [] : [$"{place} is {value?.ToJsonString() ?? "null"} and no {rule.ToJsonString()}"],
        ("enum", _) => rule.AsArray().Any(word => JsonNode.DeepEquals(word, value)) ? [] : [$"{place} is {value?.ToJsonString()} and not one of {rule.ToJsonString()}"],
        ("anyOf", _) => AnyOf(document, rule.AsArray(), value, place),
        ("properties", JsonObject map) => Members(document, schema, map, place),
        ("additionalProperties", JsonObject map) => More(document, schema, rule, map, place),
        ("propertyNames", JsonObject map) => map.SelectMany(member => Mistakes(document, rule.AsObject(), JsonValue.Create(member.Key), $"the name {place}.{member.Key}")),
        ("items", JsonArray list) => list.SelectMany((item, index) => Mistakes(document, rule.AsObject(), item, $"{place}[{index}]")),
        ("minItems", JsonArray list) => list.Count >= Number(rule) ? [] : [$"{place} has {list.Count} items"],
        ("maxItems", JsonArray list) => list.Count <= Number(rule) ? [] : [$"{place} has {list.Count} items"],
        ("uniqueItems", JsonArray list) => list.Select(item => item?.ToJsonString()).Distinct().Count() == list.Count ? [] : [$"{place} has an item twice"],
        ("properties" or "items" or "minItems" or "maxItems" or "uniqueItems" or "additionalProperties" or "propertyNames", _) => [],
        _ => Silent.Contains(word) ? [] : [$"the schema of {place} has the word {word}"],
    };

    private static IEnumerable<string> Members(ApiDocument document, JsonObject schema, JsonObject map, string place)
    {
        var properties = schema["properties"]!.AsObject();
        foreach (var name in (schema["required"] as JsonArray ?? []).Select(name => (string)name!).Where(name => !map.ContainsKey(name)))
        {
            yield return $"{place}.{name} is missing";
        }

        foreach (var (name, member) in map)
        {
            if (properties[name] is JsonObject known)
            {
                foreach (var mistake in Mistakes(document, known, member, $"{place}.{name}"))
                {
                    yield return mistake;
                }
            }
        }
    }

    // What no property names: forbidden, or of a schema of its own.
    private static IEnumerable<string> More(ApiDocument document, JsonObject schema, JsonNode rule, JsonObject map, string place)
    {
        var named = schema["properties"] as JsonObject ?? [];
        var others = map.Where(member => !named.ContainsKey(member.Key));
        return rule is JsonObject form ? others.SelectMany(member => Mistakes(document, form, member.Value, $"{place}.{member.Key}"))
            : (bool)rule ? [] : others.Select(member => $"{place}.{member.Key} is not described");
    }

    private static string[] AnyOf(ApiDocument document, JsonArray forms, JsonNode? value, string place)
    {
        var tried = forms.Select(form => Mistakes(document, form!.AsObject(), value, place).ToArray()).ToArray();
        return tried.Any(mistakes => mistakes.Length == 0) ? [] : [$"{place} has none of its forms: {string.Join("; ", tried.Select(mistakes => mistakes[0]))}"];
    }

    private static IEnumerable<string> Types(JsonNode rule) => rule is JsonArray list ? list.Select(type => (string)type!) : [(string)rule!];

    private static decimal Number(JsonNode node) => decimal.Parse(node.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);

    private static bool Is(string type, JsonNode? value) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("null", JsonValueKind.Null) or ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String)
            or ("boolean", JsonValueKind.True or JsonValueKind.False) or ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => decimal.TryParse(value!.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture, out var number) && number == decimal.Truncate(number),
        _ => false,
    };
}
