using System.Text.Json.Nodes;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Dialects.OpenInference;
using Penstock.Resources.Documents;

namespace Penstock.Resources.OpenInference;

/// <summary>Examples that work, of a model that the document's reader may call.</summary>
internal static class OpenInferenceExamples
{
    /// <summary>An inference of the first typed model; of a version, where the address names one.</summary>
    public static OperationDescription Infer(IReadOnlyList<Model> models, OperationDescription any) =>
        First(models, any, _ => true) is not { } model ? any : Named(any, model) with
        {
            Request = any.Request! with { Examples = [new ExampleDescription("json", "JSON", Request(model.Signature!).ToJsonString())] },
        };

    /// <summary>A model that the address can name.</summary>
    public static OperationDescription Read(IReadOnlyList<Model> models, OperationDescription any) =>
        First(models, any, _ => true) is { } model ? Named(any, model) : any;

    /// <summary>A model that can be loaded and unloaded: one that is a file.</summary>
    public static OperationDescription Load(IReadOnlyList<Model> models, OperationDescription any) =>
        First(models, any, model => model.Source is "repository" or "file" && model.Platform.StartsWith("onnx", StringComparison.Ordinal)) is { } model ? Named(any, model) : any;

    /// <summary>A function of text.</summary>
    public static OperationDescription Generate(IReadOnlyList<Model> models, OperationDescription any) =>
        First(models, any, model => GenerateRequest.TextArgument(model.Signature!) is not null) is { } model ? Named(any, model) : any;

    /// <summary>Instances of the first typed model.</summary>
    public static OperationDescription Predict(IReadOnlyList<Model> models, OperationDescription any)
    {
        if (First(models, any, _ => true) is not { } model)
        {
            return any;
        }

        var values = Values(model.Signature!);
        var columns = new JsonObject { ["inputs"] = values.DeepClone() };
        var isFunction = WireSignature.Of(model.Signature!).IsFunction;
        return Named(any, model) with
        {
            Request = any.Request! with
            {
                Examples = isFunction
                    ? [new ExampleDescription("instances", "One instance", new JsonObject { ["instances"] = new JsonArray(values) }.ToJsonString())]
                    : [new ExampleDescription("inputs", "Tensors by name", columns.ToJsonString())],
            },
        };
    }

    private static Model? First(IReadOnlyList<Model> models, OperationDescription any, Func<Model, bool> fits)
    {
        var versioned = any.Parameters.Any(parameter => parameter.Name == OpenInferenceOperations.VersionName);
        return models.FirstOrDefault(model => model.Can(Capability.Predict) && model.Signature is not null && (!model.Signature.Streams || any.Id.StartsWith("generateStream", StringComparison.Ordinal)) && (!versioned || model.Version is not null) && fits(model));
    }

    private static OperationDescription Named(OperationDescription any, Model model) => any with
    {
        Parameters =
        [
            .. any.Parameters.Select(parameter =>
                parameter.IsModel ? parameter with { IsModel = false, Example = JsonValue.Create(model.Id).ToJsonString() }
                : parameter.Name == OpenInferenceOperations.VersionName ? parameter with { Example = JsonValue.Create(model.Version!).ToJsonString() }
                : parameter),
        ],
    };

    private static JsonObject Request(Signature signature)
    {
        var wire = WireSignature.Of(signature);
        var values = Values(signature);
        return new JsonObject
        {
            ["inputs"] = new JsonArray([.. wire.Inputs.Where(field => values.ContainsKey(field.Name)).Select(field =>
                (JsonNode)Input(field, values[field.Name]?.DeepClone(), wire.IsFunction))]),
        };
    }

    private static JsonObject Input(WireField field, JsonNode? value, bool isArgument)
    {
        var data = !isArgument ? value
            : new JsonArray(field.Source.Type == DataType.Json ? JsonValue.Create(value?.ToJsonString() ?? "null") : value);
        var shape = new JsonArray();
        for (var at = data; at is JsonArray list; at = list.Count > 0 ? list[0] : null)
        {
            shape.Add((JsonNode)list.Count);
        }

        return new JsonObject { ["name"] = field.Name, ["shape"] = shape, ["datatype"] = field.Datatype, ["data"] = data is JsonArray ? data : new JsonArray(data) };
    }

    // The example that the model's own address has: each input's value by its name.
    private static JsonObject Values(Signature signature) =>
        JsonNode.Parse(SignatureExamples.Of(signature).First(example => example.Name is "tensors" or "arguments").Value)!.AsObject();
}
