using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Resources.Models;

namespace Penstock.Resources.Documents;

/// <summary>The typed models' own addresses: one operation for each model a reader may call.</summary>
internal static partial class ModelPaths
{
    /// <summary>The operation for any of them, its examples those of the first, and one for each.</summary>
    /// <param name="models">The models.</param>
    /// <param name="any">What is said of the address for any of them.</param>
    public static IEnumerable<DescribedOperation> Of(IEnumerable<Model> models, DescribedOperation any)
    {
        var typed = models.Where(model => model.Can(Capability.Predict) && model.Signature is not null).ToArray();
        yield return typed.Length == 0 ? any : any with { Description = Exemplify(any.Description, typed[0]) };
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var model in typed)
        {
            var name = Odd().Replace(model.Id, "_");
            while (!names.Add(name))
            {
                name += "_";
            }

            yield return new DescribedOperation(any.Path.Replace("{model_id}", Escape(model.Id), StringComparison.Ordinal), any.Verb, any.Errors, Describe(model, model.Signature!, name, any.Description));
        }
    }

    private static OperationDescription Exemplify(OperationDescription any, Model model)
    {
        return any with
        {
            Parameters = [.. any.Parameters.Select(parameter => parameter.IsModel ? parameter with { IsModel = false, Example = JsonValue.Create(model.Id).ToJsonString() } : parameter)],
            Request = any.Request! with { Examples = [.. SignatureExamples.Of(model.Signature!)] },
        };
    }

    private static OperationDescription Describe(Model model, Signature signature, string name, OperationDescription any)
    {
        var schemas = new SignatureSchemas(signature, name);
        var request = schemas.Request();
        return any with
        {
            Id = "invoke." + name,
            Summary = "Invoke " + model.Id,
            Description = string.Join("\n\n", ((string[])[model.Description, DocumentationOf(model), IsFunction(signature) ? ModelOperations.Function : ModelOperations.Tensors, ModelOperations.Reading]).Where(text => text.Length > 0)),
            Parameters = [.. any.Parameters.Where(parameter => parameter.In != "path")],
            Request = new ContentDescription(request, [.. SignatureExamples.Of(signature)]),
            Answers = [Answer(signature, schemas.Answer(), any.Answers[0])],
        };
    }

    private static AnswerDescription Answer(Signature signature, WireSchema answer, AnswerDescription any) => signature.Streams
        ? new AnswerDescription(
            200,
            "A stream of items, as `Accept` asks: one event each, one line each, or one list. A stream that fails ends with an event `error`, and without a clean end of the body.",
            new ContentDescription(answer) { MediaTypes = ["text/event-stream", "application/jsonl", "application/x-ndjson"] },
            new ContentDescription(WireSchema.Made(answer.Name + "s", new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["$ref"] = "#/components/schemas/" + answer.Name } }, answer)))
            { Headers = any.Headers }
        : new AnswerDescription(200, any.Description, new ContentDescription(answer)) { Headers = any.Headers };

    private static bool IsFunction(Signature signature) => PredictPlan.For(signature).IsFunction;

    private static string DocumentationOf(Model model) => model.DocumentationUrl is { } address ? $"Its documentation: <{address}>" : "";

    // Slashes and colons may stand in an address as they are.
    private static string Escape(string id) => Uri.EscapeDataString(id).Replace("%2F", "/", StringComparison.Ordinal).Replace("%3A", ":", StringComparison.Ordinal);

    // What a component's name may not have (OpenAPI 3.1, 4.8.7.1).
    [GeneratedRegex("[^A-Za-z0-9._-]")]
    private static partial Regex Odd();
}
