using Penstock.Domain.Calls;
using Penstock.Resources.Documents;
using Penstock.Resources.OpenInference;

namespace Penstock.Resources.Models;

/// <summary>What the document says of the catalogue and of typed models.</summary>
internal static class ModelOperations
{
    /// <summary>What a C# function takes.</summary>
    public const string Function = "A C# function: it takes its arguments by name and answers its result.";

    /// <summary>What any other typed model takes.</summary>
    public const string Tensors = "It takes a row (an object with its columns), a list of rows, its tensors by name, or any of these as the member `inputs`, as far as its inputs allow, and answers in the same form. NaN and the infinities are the texts `NaN`, `Infinity` and `-Infinity`.";

    /// <summary>What a provider's model takes.</summary>
    public const string Native = "A model at a provider: it takes the provider's native body and gives its native answer, stream and error, untouched but for the model's name, which may be left out. An answer is streamed as the body says; where the provider says it in the address, `Accept` does here: `text/event-stream` for Gemini and Vertex, `application/vnd.amazon.eventstream` for Bedrock, whose body is the one of its `invoke`.";

    /// <summary>How a body is read.</summary>
    public const string Reading = "`\"5.1\"` is taken for 5.1. Every mistake is reported at once.";

    private static readonly ParameterDescription Capabilities = new(
        "capability",
        "query",
        "Which of a provider's bodies it is, for a model that has several. Without it, the first that the model has.",
        $$"""{"type":"string","enum":[{{string.Join(',', NativeCalls.Askable.Select(capability => $"\"{capability.Name()}\""))}}]}""");

    public static readonly OperationDescription List = new()
    {
        Id = "listModels",
        Tag = OperationTags.Models,
        Summary = "List the models",
        Description = "The models the key may call, each with what it can do and, where it is typed, its inputs and outputs.",
        Answers = [new AnswerDescription(200, "The models, by id.", new ContentDescription(WireSchema.Of(ModelsJson.Default.ModelListView)))],
    };

    public static readonly OperationDescription Read = new()
    {
        Id = "getModel",
        Tag = OperationTags.Models,
        Summary = "Read a model",
        Description = "A model the key may call.",
        Parameters = [CallParameters.Model("model_id")],
        Answers = [new AnswerDescription(200, "The model.", new ContentDescription(WireSchema.Of(ModelsJson.Default.ModelView)))],
        Errors = [ErrorKind.ModelNotFound],
    };

    public static readonly OperationDescription Invoke = new()
    {
        Id = "invokeModel",
        Tag = OperationTags.Models,
        Summary = "Invoke a model by its own body",
        Description = $"Runs an ONNX file, a C# function or a provider's model.\n\n* {Function}\n* {Native}\n* Any other model: {Tensors}\n\n{Reading} With a key this document also has the address of each typed model with its own schemas.",
        Parameters = [CallParameters.Model("model_id"), Capabilities, CallParameters.Tags],
        Request = new ContentDescription(WireSchema.Written("AnyInput"), new ExampleDescription("inputs", "A tensor", """{"inputs":[[5.1,3.5,1.4,0.2]]}""")),
        Answers = [new AnswerDescription(200, "The model's output, in the form of the input.", new ContentDescription(WireSchema.Written("AnyOutput"))) { Headers = CallParameters.Answered }],
        Errors = [ErrorKind.InvalidInput, ErrorKind.PermissionDenied, ErrorKind.ModelNotFound, ErrorKind.RateLimited, ErrorKind.BudgetExceeded, ErrorKind.Unavailable],
    };

    public static readonly OperationDescription Predict = new()
    {
        Id = "predict",
        Tag = OperationTags.Models,
        Summary = "Predict, as Google and TensorFlow Serving do",
        Description = "Runs an ONNX file or a C# function on `instances`, row by row, answered with `predictions`, or on `inputs`, tensor by tensor, answered with `outputs`. A C# function takes one instance. Errors are TensorFlow Serving's, `{\"error\":\"…\"}`.",
        Parameters = [CallParameters.Model("model_id"), CallParameters.Tags],
        Request = new ContentDescription(WireSchema.Written("PredictBody"), new ExampleDescription("instances", "Two rows", """{"instances":[[5.1,3.5,1.4,0.2],[6.9,3.2,5.7,2.3]]}""")),
        Answers = [new AnswerDescription(200, "The predictions.", new ContentDescription(WireSchema.Written("PredictAnswer"))) { Headers = CallParameters.Answered }],
        Errors = [ErrorKind.InvalidInput, ErrorKind.PermissionDenied, ErrorKind.ModelNotFound, ErrorKind.RateLimited, ErrorKind.BudgetExceeded, ErrorKind.Unavailable],
        Exemplify = OpenInferenceExamples.Predict,
    };

    public static readonly OperationDescription TensorFlow = Predict with
    {
        Id = "predictTensorFlow",
        Summary = "Predict, where TensorFlow Serving's clients look",
    };
}
