using System.Text.Json.Nodes;
using Penstock.Domain.Models;

namespace Penstock.Resources.Documents;

/// <summary>The schemas of tensors and their elements.</summary>
internal static class TensorSchema
{
    /// <summary>A tensor as nested arrays; one whose shape is not known may be nested in any way.</summary>
    public static JsonObject Of(Field field)
    {
        var element = field.Type == DataType.Json
            ? new JsonObject { ["type"] = "object", ["additionalProperties"] = Element(DataType.Fp32) }
            : ConstraintSchema.Add(Element(field.Type), field.Constraints);
        var schema = field.Shape.Count == 0 ? Any(element) : element;
        foreach (var dimension in field.Shape.Reverse())
        {
            schema = new JsonObject { ["type"] = "array", ["items"] = schema };
            if (dimension.Size is { } size)
            {
                (schema["minItems"], schema["maxItems"]) = (size, size);
            }
        }

        if (field.Description is not null)
        {
            schema["description"] = field.Description;
        }

        return schema;
    }

    /// <summary>One element.</summary>
    public static JsonObject Element(DataType type) => type switch
    {
        DataType.Bool => new JsonObject { ["type"] = "boolean" },
        DataType.Uint8 => Integer(byte.MinValue, byte.MaxValue),
        DataType.Uint16 => Integer(ushort.MinValue, ushort.MaxValue),
        DataType.Uint32 => Integer(uint.MinValue, uint.MaxValue),
        DataType.Uint64 => new JsonObject { ["type"] = "integer", ["minimum"] = 0 },
        DataType.Int8 => Integer(sbyte.MinValue, sbyte.MaxValue),
        DataType.Int16 => Integer(short.MinValue, short.MaxValue),
        DataType.Int32 => new JsonObject { ["type"] = "integer", ["format"] = "int32" },
        DataType.Int64 => new JsonObject { ["type"] = "integer", ["format"] = "int64" },
        DataType.Fp32 => new JsonObject { ["type"] = "number", ["format"] = "float" },
        DataType.Fp16 or DataType.Bf16 => new JsonObject { ["type"] = "number" },
        DataType.Fp64 => new JsonObject { ["type"] = "number", ["format"] = "double" },
        DataType.Bytes => new JsonObject { ["type"] = "string" },
        _ => [],
    };

    private static JsonObject Any(JsonObject element) =>
        new() { ["anyOf"] = new JsonArray(element, new JsonObject { ["type"] = "array", ["description"] = "Nested as deep as the model takes it." }) };

    private static JsonObject Integer(long least, long most) => new() { ["type"] = "integer", ["minimum"] = least, ["maximum"] = most };
}
