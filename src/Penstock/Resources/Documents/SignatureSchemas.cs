using System.Text.Json.Nodes;
using Penstock.Dialects.Predict;
using Penstock.Domain.Models;

namespace Penstock.Resources.Documents;

/// <summary>The schemas of a typed model's bodies, from the plan by which they are read.</summary>
/// <param name="signature">What the model takes and gives.</param>
/// <param name="name">What the components' names begin with.</param>
internal sealed class SignatureSchemas(Signature signature, string name)
{
    private readonly PredictPlan _plan = PredictPlan.For(signature);

    /// <summary>The request's body.</summary>
    public WireSchema Request()
    {
        if (_plan.IsFunction)
        {
            return WireSchema.Made(name + ".Input", Object(signature.Inputs.Select(field => (field.Name, Argument(field), field.Optional))));
        }

        var parts = new List<WireSchema>();
        var forms = new List<JsonNode>();
        if (_plan.Columns.Count > 0)
        {
            var row = WireSchema.Made(name + ".Row", Titled("A row", Object(_plan.Columns.Select(column => (column.Name, Column(column), column.Optional || column.Default is not null)))));
            parts.Add(row);
            forms.Add(Reference(row));
            forms.Add(new JsonObject { ["title"] = "A list of rows", ["type"] = "array", ["minItems"] = 1, ["items"] = Reference(row) });
        }

        if (_plan.Single is { } single)
        {
            forms.Add(Titled($"The tensor '{single.Name}'", TensorSchema.Of(single)));
        }

        forms.Add(Titled("Tensors by name", Object(signature.Inputs.Select(field => (field.Name, TensorSchema.Of(field), field.Optional)))));
        var value = WireSchema.Made(name + ".Value", new JsonObject { ["anyOf"] = new JsonArray([.. forms]) }, parts);
        var envelope = Titled("Any of these as the member 'inputs'", Object([("inputs", Reference(value), false)]));
        return WireSchema.Made(name + ".Input", new JsonObject { ["anyOf"] = new JsonArray(Reference(value), envelope) }, value);
    }

    /// <summary>The answer's body, whose form is that of the request's.</summary>
    public WireSchema Answer()
    {
        if (_plan.IsFunction)
        {
            return WireSchema.Made(name + ".Output", signature.Outputs is [{ Json: not null } result] ? Argument(result) : new JsonObject { ["type"] = "null" });
        }

        var row = WireSchema.Made(name + ".OutputRow", Titled("The answer to a row", Members(new AnswerRow(signature).Members())));
        JsonNode[] forms =
        [
            Reference(row),
            new JsonObject { ["title"] = "One for each row, in their order", ["type"] = "array", ["items"] = Reference(row) },
            Titled("Tensors by name", Members(signature.Outputs.Select(field => (field.Name, TensorSchema.Of(field))))),
        ];
        var value = WireSchema.Made(name + ".OutputValue", new JsonObject { ["anyOf"] = new JsonArray(forms) }, row);
        var envelope = Titled("Where the request had 'inputs'", Members([("outputs", Reference(value))]));
        return WireSchema.Made(name + ".Output", new JsonObject { ["anyOf"] = new JsonArray(Reference(value), envelope) }, value);
    }

    private static JsonObject Reference(WireSchema schema) => new() { ["$ref"] = "#/components/schemas/" + schema.Name };

    private static JsonObject Titled(string title, JsonObject schema)
    {
        schema["title"] = title;
        return schema;
    }

    private static JsonObject Members(IEnumerable<(string Name, JsonObject Schema)> members) =>
        Object(members.Select(member => (member.Name, member.Schema, false)));

    private static JsonObject Object(IEnumerable<(string Name, JsonObject Schema, bool Optional)> members)
    {
        var all = members.ToArray();
        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(all.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)member.Schema))),
            ["required"] = new JsonArray([.. all.Where(member => !member.Optional).Select(member => (JsonNode)member.Name)]),
            ["additionalProperties"] = false,
        };
    }

    private JsonObject Column(PredictColumn column)
    {
        var field = _plan.Inputs[column.Input];
        var rule = PredictPlan.RuleOf(field, column.Offset);
        var schema = ConstraintSchema.Add(ConstraintSchema.Add(TensorSchema.Element(field.Type), field.Constraints), rule?.Constraints);
        schema["description"] = rule?.Description ?? (field.Columns.Count == 0 ? field.Description ?? $"The input '{field.Name}'." : $"Column {column.Offset + 1} of '{field.Name}'.");
        schema["examples"] = new JsonArray(SignatureExamples.Column(field, column));
        if (column.Default is not null)
        {
            schema["default"] = JsonNode.Parse(column.Default);
        }

        return schema;
    }

    private static JsonObject Argument(Field field)
    {
        var schema = ShapeSchema.Of(field.Json!);
        if (field.Description is not null)
        {
            schema["description"] = field.Description;
        }

        if (field.Default is not null)
        {
            schema["default"] = JsonNode.Parse(field.Default);
        }

        return schema;
    }
}
