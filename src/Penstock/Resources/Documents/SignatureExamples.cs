using System.Text;
using System.Text.Json.Nodes;
using Penstock.Dialects.Predict;
using Penstock.Domain.Models;

namespace Penstock.Resources.Documents;

/// <summary>Bodies a typed model takes: of its fields' own examples where they have any, else of plain values that fit.</summary>
internal static class SignatureExamples
{
    /// <summary>One body for each form the model reads. What no value could be found for that keeps to all that is said of it, a text
    /// with a pattern, has none: an example is there to be sent.</summary>
    public static IEnumerable<ExampleDescription> Of(Signature signature) =>
        All(signature).Where(example => PredictReader.Read(Encoding.UTF8.GetBytes(example.Value), signature).Error is null);

    private static IEnumerable<ExampleDescription> All(Signature signature)
    {
        var plan = PredictPlan.For(signature);
        if (plan.IsFunction)
        {
            yield return Example("arguments", "The arguments by name", Arguments(signature));
            yield break;
        }

        if (plan.Columns.Count > 0)
        {
            JsonObject Row() => new(plan.Columns.Where(column => !column.Optional)
                .Select(column => KeyValuePair.Create(column.Name, (JsonNode?)Column(plan.Inputs[column.Input], column))));
            yield return Example("row", "One row", Row());
            if (plan.Inputs.All(TakesMany))
            {
                yield return Example("rows", "A list of rows", new JsonArray(Row(), Row()));
            }
        }

        var tensors = new JsonObject(signature.Inputs.Where(field => !field.Optional).Select(field => KeyValuePair.Create(field.Name, (JsonNode?)Tensor(field))));
        yield return Example("tensors", "Tensors by name", tensors);
        yield return Example("inputs", "As the member 'inputs'", new JsonObject
        {
            ["inputs"] = plan.Single is { Shape.Count: > 0 } single ? Tensor(single) : tensors.DeepClone(),
        });
    }

    /// <summary>An example of one member of a row.</summary>
    public static JsonNode Column(Field field, PredictColumn column)
    {
        var rule = PredictPlan.RuleOf(field, column.Offset);
        var given = (rule?.Example ?? field.Example) is { } text ? JsonNode.Parse(text) : null;
        while (given is JsonArray { Count: > 0 } list && (list[0] is JsonArray || field.Columns.Count == 0))
        {
            given = list[0];
        }

        return (given switch
        {
            JsonArray list when column.Offset < list.Count => list[column.Offset]?.DeepClone(),
            JsonObject row => row[column.Name]?.DeepClone(),
            JsonValue value => value.DeepClone(),
            _ => null,
        }) ?? Element(field, rule);
    }

    private static ExampleDescription Example(string name, string summary, JsonNode value) => new(name, summary, value.ToJsonString());

    private static bool TakesMany(Field field) => PredictPlan.IsBatched(field) && field.Shape[0].Size is null;

    private static JsonNode Tensor(Field field)
    {
        if (field.Example is not null && field.Columns.Count == 0)
        {
            return JsonNode.Parse(field.Example)!;
        }

        if (field.Columns.Count > 0)
        {
            JsonNode row = new JsonArray([.. field.Columns.Select((name, offset) => Column(field, new PredictColumn(name, 0, offset, false)))]);
            return field.Shape.Count == 2 ? new JsonArray(row) : row;
        }

        return Nested(field, 0);
    }

    private static JsonNode Nested(Field field, int dimension) => dimension == field.Shape.Count
        ? Element(field, PredictPlan.RuleOf(field, 0))
        : new JsonArray([.. Enumerable.Range(0, (int)(field.Shape[dimension].Size ?? 1)).Select(_ => Nested(field, dimension + 1))]);

    private static JsonNode Element(Field field, ColumnRule? rule)
    {
        var rules = rule?.Constraints ?? field.Constraints;
        return field.Type switch
        {
            DataType.Bool => true,
            DataType.Bytes => ExampleValue.Text("text", rules),
            DataType.Fp16 or DataType.Fp32 or DataType.Fp64 or DataType.Bf16 => ExampleValue.Number(1.5, rules, whole: false),
            _ => ExampleValue.Number(1, rules, whole: true),
        };
    }

    private static JsonObject Arguments(Signature signature)
    {
        var arguments = new JsonObject();
        foreach (var field in signature.Inputs)
        {
            if (field.Example is not null)
            {
                arguments[field.Name] = JsonNode.Parse(field.Example);
            }
            else if (!field.Optional)
            {
                arguments[field.Name] = ShapeExample.Of(field.Json!);
            }
        }

        return arguments;
    }
}
