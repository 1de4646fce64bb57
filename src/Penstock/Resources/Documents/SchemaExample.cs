using System.Text.Json.Nodes;

namespace Penstock.Resources.Documents;

/// <summary>A value that fits a schema of <see cref="SchemaExport"/>, with nothing in it that may be left out.</summary>
internal static class SchemaExample
{
    public static JsonNode? Of(JsonObject schema)
    {
        if (schema["default"] is { } given)
        {
            return given.DeepClone();
        }

        if (schema["enum"] is JsonArray { Count: > 0 } words)
        {
            return words[0]?.DeepClone();
        }

        if (schema["anyOf"] is JsonArray { Count: > 0 } forms)
        {
            return Of(forms[0]!.AsObject());
        }

        return Type(schema) switch
        {
            "object" => Object(schema),
            "array" => new JsonArray(schema["items"] is JsonObject item ? Of(item) : null),
            "integer" => 1,
            "number" => 1.5,
            "boolean" => true,
            "null" => null,
            _ => Text((string?)schema["format"]),
        };
    }

    private static string? Type(JsonObject schema) => schema["type"] switch
    {
        JsonArray types => types.Select(type => (string?)type).FirstOrDefault(type => type != "null"),
        var type => (string?)type,
    };

    private static JsonObject Object(JsonObject schema)
    {
        var value = new JsonObject();
        foreach (var name in (schema["required"] as JsonArray ?? []).Select(name => (string)name!))
        {
            value[name] = schema["properties"]?[name] is JsonObject member ? Of(member) : null;
        }

        return value;
    }

    private static string Text(string? format) => format switch
    {
        "date-time" => "2026-11-21T15:00:00Z",
        "date" => "2026-11-21",
        "time" => "15:00:00",
        "uuid" => "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        "uri" => "https://example.org/",
        _ => "text",
    };
}
