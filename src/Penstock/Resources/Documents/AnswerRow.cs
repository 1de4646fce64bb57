using System.Text.Json.Nodes;
using Penstock.Domain.Models;

namespace Penstock.Resources.Documents;

/// <summary>The members of the answer to one row, as <c>PredictWriter</c> names them.</summary>
internal sealed class AnswerRow(Signature signature)
{
    /// <summary>The members, in their order.</summary>
    public IEnumerable<(string Name, JsonObject Schema)> Members()
    {
        var labelled = false;
        foreach (var field in signature.Outputs)
        {
            // Of an output made of rows the answer has one.
            Dimension[] shape = [.. field.Shape is [{ Size: null or 1 }, ..] ? field.Shape.Skip(1) : field.Shape];
            var names = field.Classes.Count > 0 ? field.Classes : field.Columns;
            if (shape is [{ Size: 1 }] && names.Count != 1)
            {
                shape = [];
            }

            if (field.Type == DataType.Json)
            {
                yield return (field.Name, Named(field, names));
            }
            else if (shape is [{ } last] && names.Count > 0 && (last.Size ?? names.Count) == names.Count)
            {
                yield return (field.Name, Named(field, names));
            }
            else
            {
                yield return (field.Name, shape.Length == 0 && field.Shape.Count > 0 ? Single(field) : TensorSchema.Of(field with { Shape = shape }));
                if (shape.Length == 0 && field.Classes.Count > 0 && IsInteger(field.Type))
                {
                    yield return (labelled ? field.Name + "_class_name" : "class_name", new JsonObject
                    {
                        ["description"] = $"The name of the class '{field.Name}' is the number of; null for a number without one.",
                        ["enum"] = new JsonArray([.. field.Classes.Select(name => (JsonNode?)name), null]),
                    });
                    labelled = true;
                }
            }
        }
    }

    private static bool IsInteger(DataType type) =>
        type is not (DataType.Bytes or DataType.Bool or DataType.Fp16 or DataType.Bf16 or DataType.Fp32 or DataType.Fp64);

    private static JsonObject Single(Field field)
    {
        var schema = TensorSchema.Element(field.Type);
        if (field.Description is not null)
        {
            schema["description"] = field.Description;
        }

        return schema;
    }

    private static JsonObject Named(Field field, IReadOnlyList<string> names)
    {
        var element = TensorSchema.Element(field.Type == DataType.Json ? DataType.Fp32 : field.Type);
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(names.Select(name => KeyValuePair.Create(name, (JsonNode?)element.DeepClone()))),
        };
        if (field.Description is not null)
        {
            schema["description"] = field.Description;
        }

        if (names.Count == 0)
        {
            schema["additionalProperties"] = element;
        }

        return schema;
    }
}
