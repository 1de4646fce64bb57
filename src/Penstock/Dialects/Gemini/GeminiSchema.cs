using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Penstock.Dialects.Json;

namespace Penstock.Dialects.Gemini;

/// <summary>
/// Reads Gemini's own <c>Schema</c> message (a part of OpenAPI 3.0) as JSON Schema: types in upper case or as the enumeration's numbers,
/// <c>nullable</c>, and members in snake case become the words all other dialects know. <c>propertyOrdering</c> orders the properties.
/// </summary>
internal static class GeminiSchema
{
    private static readonly string[] Types = ["", "string", "number", "integer", "boolean", "array", "object", "null"];

    // Members that are maps by names of the caller's own, lists of schemas, and schemas.
    private static readonly string[] Maps = ["properties", "defs", "$defs"];
    private static readonly string[] Lists = ["anyOf", "prefixItems"];
    private static readonly string[] Nested = ["items", "additionalProperties"];
    private static readonly string[] Counts = ["minItems", "maxItems", "minProperties", "maxProperties", "minLength", "maxLength"];

    /// <summary>The same as JSON Schema.</summary>
    public static string ToJsonSchema(JsonElement schema)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, WireJson.WriterOptions))
        {
            Write(writer, schema);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            schema.WriteTo(writer);
            return;
        }

        var nullable = schema.TryGetProperty("nullable", out var flag) && flag.ValueKind == JsonValueKind.True;
        writer.WriteStartObject();
        foreach (var member in schema.EnumerateObject())
        {
            var name = Camel(member.Name);
            if (name is "nullable" or "propertyOrdering")
            {
                continue;
            }

            writer.WritePropertyName(name);
            if (name == "type")
            {
                WriteType(writer, member.Value, nullable);
            }
            else if (Maps.Contains(name) && member.Value.ValueKind == JsonValueKind.Object)
            {
                WriteMap(writer, member.Value, Order(schema));
            }
            else if (Lists.Contains(name) && member.Value.ValueKind == JsonValueKind.Array)
            {
                writer.WriteStartArray();
                foreach (var item in member.Value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
            }
            else if (Nested.Contains(name))
            {
                Write(writer, member.Value);
            }
            else if (Counts.Contains(name) && member.Value.ValueKind == JsonValueKind.String
                && long.TryParse(member.Value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                // DIALECT: protobuf's JSON writes numbers of 64 bits as strings.
                writer.WriteNumberValue(count);
            }
            else
            {
                member.Value.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteType(Utf8JsonWriter writer, JsonElement type, bool nullable)
    {
        var word = type.ValueKind switch
        {
            JsonValueKind.String => type.GetString()!.ToLowerInvariant(),
            // DIALECT: clients of Vertex that ask for enum-encoding=int send the enumeration's numbers.
            JsonValueKind.Number when type.TryGetInt32(out var number) && number > 0 && number < Types.Length => Types[number],
            _ => null,
        };
        if (word is null)
        {
            type.WriteTo(writer);
        }
        else if (nullable)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(word);
            writer.WriteStringValue("null");
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteStringValue(word);
        }
    }

    private static void WriteMap(Utf8JsonWriter writer, JsonElement map, List<string> order)
    {
        writer.WriteStartObject();
        foreach (var member in map.EnumerateObject().OrderBy(member => order.IndexOf(member.Name) is var at && at < 0 ? int.MaxValue : at))
        {
            writer.WritePropertyName(member.Name);
            Write(writer, member.Value);
        }

        writer.WriteEndObject();
    }

    private static List<string> Order(JsonElement schema) =>
        (schema.TryGetProperty("propertyOrdering", out var order) || schema.TryGetProperty("property_ordering", out order)) && order.ValueKind == JsonValueKind.Array
            ? [.. order.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!)]
            : [];

    private static string Camel(string name) => name switch
    {
        "any_of" => "anyOf",
        "max_items" => "maxItems",
        "min_items" => "minItems",
        "max_properties" => "maxProperties",
        "min_properties" => "minProperties",
        "max_length" => "maxLength",
        "min_length" => "minLength",
        "property_ordering" => "propertyOrdering",
        "prefix_items" => "prefixItems",
        "additional_properties" => "additionalProperties",
        _ => name,
    };
}
