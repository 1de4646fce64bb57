using Penstock.Dialects.OpenInference;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Resources.Documents;

namespace Penstock.Resources.OpenInference;

/// <summary>What the document says of the Open Inference Protocol's addresses.</summary>
internal static class OpenInferenceOperations
{
    /// <summary>The placeholder of a version.</summary>
    public const string VersionName = "model_version";

    private const string Binary =
        $"Tensors may also go as bytes behind the JSON (the extension `binary_tensor_data`): an input has `parameters.binary_data_size` for `data`, `{OpenInferenceDialect.HeaderLength}` is the length of the JSON. `parameters.binary_data` of an output, or `binary_data_output` of the request, asks for bytes back.";

    private static readonly ErrorKind[] CallErrors =
    [
        ErrorKind.InvalidInput, ErrorKind.PermissionDenied, ErrorKind.ModelNotFound, ErrorKind.RateLimited, ErrorKind.BudgetExceeded, ErrorKind.Unavailable, ErrorKind.ProviderTimeout,
    ];

    private static readonly ParameterDescription Model = CallParameters.Model("model_name");
    private static readonly ParameterDescription Version = new(VersionName, "path", "The version.") { Example = "\"1\"" };
    private static readonly ParameterDescription HeaderLength = new(OpenInferenceDialect.HeaderLength, "header", "How many bytes at the body's start are JSON; 0 when the body is only the bytes of the one input.", """{"type":"integer","minimum":0}""");

    public static readonly OperationDescription Server = Open("getInferenceServer", "What this server is, for inference clients", "Name, version and the extensions of the Open Inference Protocol that there are.",
        new AnswerDescription(200, "What it is.", new ContentDescription(WireSchema.Of(OpenInferenceJson.Default.ServerMetadataView))));

    public static readonly OperationDescription Live = Open("getInferenceLiveness", "Whether the server lives, for inference clients", "As `/livez`.",
        new AnswerDescription(200, "It lives.", new ContentDescription(WireSchema.Of(OpenInferenceJson.Default.LiveView))));

    public static readonly OperationDescription Ready = Open("getInferenceReadiness", "Whether all models take calls", "503 while the server starts or ends, and while a model that should serve does not.",
        new AnswerDescription(200, "All do.", new ContentDescription(WireSchema.Of(OpenInferenceJson.Default.ReadyView))),
        new AnswerDescription(503, "Not all do.", new ContentDescription(WireSchema.Of(OpenInferenceJson.Default.ReadyView))));

    public static readonly OperationDescription Metadata = new()
    {
        Id = "getInferenceModel",
        Tag = OperationTags.OpenInference,
        Summary = "Read a model's inputs and outputs",
        Description = "A model the key may call, its inputs and outputs as tensors. An argument of a C# function is a tensor of one element; a record, a list or a map is a `BYTES` with its JSON.",
        Parameters = [Model],
        Answers = [new AnswerDescription(200, "The model.", new ContentDescription(WireSchema.Of(OpenInferenceJson.Default.ModelMetadataView)))],
        Errors = [ErrorKind.ModelNotFound],
        Exemplify = OpenInferenceExamples.Read,
    };

    public static readonly OperationDescription ModelReady = Metadata with
    {
        Id = "getInferenceModelReadiness",
        Summary = "Whether a model takes calls",
        Description = "It needs a key, as names of models are not for everybody.",
        Answers =
        [
            new AnswerDescription(200, "It does.", new ContentDescription(WireSchema.Of(OpenInferenceJson.Default.ReadyView))),
            new AnswerDescription(503, "It does not, and why.", new ContentDescription(WireSchema.Of(OpenInferenceJson.Default.ReadyView))),
        ],
    };

    public static readonly OperationDescription Statistics = Metadata with
    {
        Id = "getInferenceStatistics",
        Summary = "What a model did since the server began",
        Description = "Calls, rows, runs, and where the time went, for each version, as Triton's extension `statistics` has it. All callers' calls are counted.",
        Answers = [new AnswerDescription(200, "The statistics.", new ContentDescription(WireSchema.Of(OpenInferenceJson.Default.StatisticsView)))],
    };

    public static readonly OperationDescription AllStatistics = Statistics with
    {
        Id = "listInferenceStatistics",
        Summary = "What all models did since the server began",
        Parameters = [],
        Errors = [],
        Exemplify = null,
    };

    public static readonly OperationDescription Infer = new()
    {
        Id = "infer",
        Tag = OperationTags.OpenInference,
        Summary = "Infer",
        Description = "Runs an ONNX file or a C# function on tensors. Declare the model's own datatypes; JSON numbers are converted to them. Every mistake is reported at once. " + Binary,
        Parameters = [Model, CallParameters.Tags, HeaderLength],
        Request = new ContentDescription(WireSchema.Written("InferRequest"),
            new ExampleDescription("json", "JSON", """{"inputs":[{"name":"input","shape":[1,4],"datatype":"FP32","data":[5.1,3.5,1.4,0.2]}]}""")),
        Answers =
        [
            new AnswerDescription(200, "The outputs.",
                new ContentDescription(WireSchema.Written("InferResponse")),
                new ContentDescription(WireSchema.Written("BinaryTensors")) { MediaTypes = [OpenInferenceDialect.Binary] })
            {
                Headers = [.. CallParameters.Answered, (OpenInferenceDialect.HeaderLength, "How many bytes at the body's start are JSON, where tensors stand behind it.")],
            },
        ],
        Errors = CallErrors,
        Exemplify = OpenInferenceExamples.Infer,
    };

    public static readonly OperationDescription Generate = new()
    {
        Id = "generate",
        Tag = OperationTags.OpenInference,
        Summary = "Generate a text",
        Description = "For a C# function that takes a text and gives one. `parameters` are its other arguments.",
        Parameters = [Model, CallParameters.Tags],
        Request = new ContentDescription(WireSchema.Written("GenerateRequest"), new ExampleDescription("text", "A text", """{"text_input":"What is a penstock?"}""")),
        Answers = [new AnswerDescription(200, "The text.", new ContentDescription(WireSchema.Written("GenerateResponse"))) { Headers = CallParameters.Answered }],
        Errors = CallErrors,
        Exemplify = OpenInferenceExamples.Generate,
    };

    public static readonly OperationDescription GenerateStream = Generate with
    {
        Id = "generateStream",
        Summary = "Generate a text, as events",
        Description = "The same as server-sent events, each `data: ` and the JSON of an answer. A function that gives its text at once gives one event.",
        Answers =
        [
            new AnswerDescription(200, "The events.",
                new ContentDescription(WireSchema.Written("EventStream"), new ExampleDescription("events", "A stream", "data: {\"model_name\":\"hello\",\"text_output\":\"hello ada\"}\n\n")) { MediaTypes = ["text/event-stream"] })
            {
                Headers = CallParameters.Answered,
            },
        ],
    };

    public static readonly OperationDescription Index = new()
    {
        Id = "listRepository",
        Tag = OperationTags.OpenInference,
        Permission = Permission.ModelsRead,
        Summary = "List the repository",
        Description = "Every version of every model with its state, and why it is in it.",
        Request = new ContentDescription(WireSchema.Written("RepositoryIndexRequest"), new ExampleDescription("all", "All of them", "{}"), new ExampleDescription("ready", "What serves", """{"ready":true}""")),
        Answers = [new AnswerDescription(200, "The models.", new ContentDescription(WireSchema.Written("ModelIndex")))],
    };

    public static readonly OperationDescription Load = new()
    {
        Id = "loadModel",
        Tag = OperationTags.OpenInference,
        Permission = Permission.ReleasesWrite,
        Summary = "Load a model, or load it anew",
        Description = "Answers when the model serves. When it cannot be loaded, what served before still does, and the error says why.",
        Parameters = [Model],
        Request = new ContentDescription(WireSchema.Written("RepositoryRequest"), new ExampleDescription("load", "Nothing to say", "{}")),
        Answers = [new AnswerDescription(200, "It serves.")],
        Errors = [ErrorKind.ModelNotFound, ErrorKind.Unavailable, ErrorKind.Conflict],
        Exemplify = OpenInferenceExamples.Load,
    };

    public static readonly OperationDescription Unload = Load with
    {
        Id = "unloadModel",
        Summary = "Unload a model",
        Description = "No new call reaches it; those that run may finish.",
        Answers = [new AnswerDescription(200, "It is unloaded.")],
    };

    /// <summary>The same for a version of the model.</summary>
    public static OperationDescription InVersion(OperationDescription operation) => operation with
    {
        Id = operation.Id + "Version",
        Summary = operation.Summary + ", in a version",
        Parameters = [operation.Parameters[0], Version, .. operation.Parameters.Skip(1)],
    };

    private static OperationDescription Open(string id, string summary, string description, params IReadOnlyList<AnswerDescription> answers) => new()
    {
        Id = id,
        Tag = OperationTags.OpenInference,
        Access = OperationAccess.Open,
        Summary = summary,
        Description = description,
        Answers = answers,
    };
}
