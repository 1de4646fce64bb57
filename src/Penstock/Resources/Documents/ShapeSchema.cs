using System.Text.Json.Nodes;
using Penstock.Dialects.Predict.Clr;
using Penstock.Domain.Models;

namespace Penstock.Resources.Documents;

/// <summary>The JSON Schema of a shape: what it is, and not all that would be coerced into it.</summary>
internal static class ShapeSchema
{
    /// <summary>Makes it, with nothing outside of it that it refers to.</summary>
    public static JsonObject Of(JsonShape shape)
    {
        var schema = ConstraintSchema.Add(Bare(shape), shape.Constraints);
        if (shape.Nullable)
        {
            AddNull(schema);
        }

        if (shape.Description is not null)
        {
            schema["description"] = shape.Description;
        }

        if (shape.Example is not null)
        {
            schema["examples"] = new JsonArray(JsonNode.Parse(shape.Example));
        }

        return schema;
    }

    private static JsonObject Bare(JsonShape shape) => shape switch
    {
        BoolShape => Typed("boolean"),
        IntegerShape integer => Integer(integer),
        FloatShape number => Typed("number", number.Bits switch { 64 => "double", 32 => "float", _ => null }),
        DecimalShape => Typed("number"),
        TextShape text => Typed("string", text.Format),
        DateShape => Typed("string", "date"),
        DateTimeShape => Typed("string", "date-time"),
        TimeShape => Typed("string", "time"),
        DurationShape => Typed("string", "duration"),
        UuidShape => Typed("string", "uuid"),
        BytesShape => new JsonObject { ["type"] = "string", ["contentEncoding"] = "base64" },
        ChoiceShape choice => new JsonObject { ["enum"] = new JsonArray([.. choice.Choices.Select(one => JsonNode.Parse(one.Json))]) },
        ListShape list => new JsonObject { ["type"] = "array", ["items"] = Of(list.Item) },
        MapShape map => new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(map.Value) },
        RecordShape record => Record(record),
        RecursiveShape recursive => new JsonObject { ["type"] = "object", ["description"] = $"{recursive.Name} again." },
        AnyShape { ClrType: { } type } => Whole(type),
        _ => [],
    };

    private static JsonObject Typed(string type, string? format = null)
    {
        var schema = new JsonObject { ["type"] = type };
        if (format is not null)
        {
            schema["format"] = format;
        }

        return schema;
    }

    private static JsonObject Integer(IntegerShape shape) => (shape.Least, shape.Most) switch
    {
        (int.MinValue, int.MaxValue) => Typed("integer", "int32"),
        (long.MinValue, long.MaxValue) => Typed("integer", "int64"),
        var (least, most) => new JsonObject { ["type"] = "integer", ["minimum"] = least, ["maximum"] = most },
    };

    private static JsonObject Record(RecordShape shape)
    {
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(shape.Members.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)Member(member)))),
        };
        var required = shape.Members.Where(member => member.Required).Select(member => (JsonNode)member.Name).ToArray();
        if (required.Length > 0)
        {
            schema["required"] = new JsonArray(required);
        }

        if (shape.Extra == ExtraMembers.Refused)
        {
            schema["additionalProperties"] = false;
        }

        return schema;
    }

    private static JsonObject Member(JsonMember member)
    {
        var schema = Of(member.Shape);
        if (member.Default is not null)
        {
            schema["default"] = JsonNode.Parse(member.Default);
        }

        return schema;
    }

    // What System.Text.Json reads as a whole it also describes, unless it refers to itself from its own root.
    private static JsonObject Whole(Type type)
    {
        var schema = SchemaExport.Of(ClrJson.Options.GetTypeInfo(type), null) as JsonObject ?? [];
        return Refers(schema) ? new JsonObject { ["description"] = $"A {type.Name}." } : schema;
    }

    private static bool Refers(JsonNode? node) => node switch
    {
        JsonObject map => map.Any(member => member.Key == "$ref" || Refers(member.Value)),
        JsonArray list => list.Any(Refers),
        _ => false,
    };

    private static void AddNull(JsonObject schema)
    {
        if (schema["enum"] is JsonArray values)
        {
            values.Add(null);
        }
        else if (schema["type"] is JsonValue type)
        {
            schema["type"] = new JsonArray(type.DeepClone(), "null");
        }
    }
}
