using System.Text.Json.Nodes;
using Penstock.Dialects.Gemini;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Gemini;

/// <summary>What the document says of Gemini's addresses.</summary>
internal static class GeminiOperations
{
    private const string EventStream = "text/event-stream";
    private const string Question = """{"contents":[{"role":"user","parts":[{"text":"What is a penstock?"}]}]}""";
    private const string Text = """{"content":{"parts":[{"text":"A penstock is a gate."}]}}""";

    private static readonly ErrorKind[] CallErrors =
    [
        ErrorKind.PermissionDenied, ErrorKind.ModelNotFound, ErrorKind.RateLimited, ErrorKind.BudgetExceeded, ErrorKind.Unavailable,
        ErrorKind.ProviderError, ErrorKind.ProviderCredentials, ErrorKind.ProviderUnavailable, ErrorKind.ProviderTimeout, ErrorKind.ProviderCut,
    ];

    private static readonly OperationDescription s_generate = new()
    {
        Id = "generateContent",
        Tag = OperationTags.Gemini,
        Summary = "Answer a conversation, as Gemini does",
        Description = "Gemini's generateContent. Members that are not listed here go to a provider of this dialect as they are.",
        Parameters = [CallParameters.Model("model_id"), CallParameters.Tags],
        Request = new ContentDescription(WireSchema.Written("GenerateContentRequest"), new ExampleDescription("plain", "A question", Question)),
        Answers = [Answer("The message.", "GenerateContentAnswer")],
        Errors = CallErrors,
        Exemplify = Naming(Capability.Chat),
    };

    private static readonly OperationDescription s_stream = s_generate with
    {
        Id = "streamGenerateContent",
        Summary = "Answer a conversation in a stream, as Gemini does",
        Description = "With `?alt=sse` the answer is `text/event-stream`, events of one line `data: {…}` each; without, one JSON array that grows. A stream that fails has an `error` in the place of its last response, its array is not closed, and the connection is broken off.",
        Parameters = [CallParameters.Model("model_id"), new ParameterDescription("alt", "query", "`sse` for events."), CallParameters.Tags],
        Answers =
        [
            new AnswerDescription(200, "The responses.", new ContentDescription(WireSchema.Written("GenerateContentAnswers")), new ContentDescription(WireSchema.Written("EventStream")) { MediaTypes = [EventStream] })
            {
                Headers = CallParameters.Answered,
            },
        ],
    };

    private static readonly OperationDescription s_count = s_generate with
    {
        Id = "countTokens",
        Summary = "Count a conversation's tokens, as Gemini does",
        Description = "Gemini's countTokens: what a conversation would take.",
        Request = new ContentDescription(WireSchema.Written("GeminiCountTokensRequest"), new ExampleDescription("plain", "A question", Question)),
        Answers = [Answer("How many there are.", "GeminiCountTokensAnswer")],
        Exemplify = Naming(Capability.CountTokens),
    };

    private static readonly OperationDescription s_embed = s_generate with
    {
        Id = "embedContent",
        Summary = "Turn a text into a vector, as Gemini does",
        Description = "Gemini's embedContent.",
        Request = new ContentDescription(WireSchema.Written("EmbedContentRequest"), new ExampleDescription("text", "A text", Text)),
        Answers = [Answer("The vector.", "EmbedContentAnswer")],
        Exemplify = Naming(Capability.Embeddings),
    };

    private static readonly OperationDescription s_batch = s_embed with
    {
        Id = "batchEmbedContents",
        Summary = "Turn texts into vectors, as Gemini does",
        Description = "Gemini's batchEmbedContents.",
        Request = new ContentDescription(WireSchema.Written("BatchEmbedContentsRequest"), new ExampleDescription("texts", "Two texts", $"{{\"requests\":[{Text},{Text}]}}")),
        Answers = [Answer("The vectors, in the texts' order.", "BatchEmbedContentsAnswer")],
    };

    private static readonly OperationDescription s_predict = s_embed with
    {
        Id = "predict",
        Summary = "Turn texts into vectors, as Gemini does by predict",
        Description = "Vertex' predict, of models that turn texts into vectors. Models of other kinds have no such operation here.",
        Request = new ContentDescription(WireSchema.Written("VertexPredictRequest"), new ExampleDescription("texts", "Two texts", """{"instances":[{"content":"A penstock is a gate.","task_type":"RETRIEVAL_DOCUMENT"},{"content":"A sluice is one, too.","task_type":"RETRIEVAL_DOCUMENT"}]}""")),
        Answers = [Answer("The vectors, in the texts' order.", "VertexPredictAnswer")],
    };

    /// <summary>The calls, by their actions.</summary>
    public static readonly IReadOnlyList<(string Action, OperationDescription Operation)> Calls =
    [
        (GeminiDialect.Generate, s_generate), (GeminiDialect.StreamArray, s_stream), (GeminiDialect.CountTokens, s_count),
        (GeminiDialect.Embed, s_embed), (GeminiDialect.BatchEmbed, s_batch),
    ];

    public static readonly OperationDescription List = new()
    {
        Id = "listGeminiModels",
        Tag = OperationTags.Gemini,
        Summary = "List the models, as Gemini does",
        Description = "The models the key may call, as Google's SDKs expect them. All of them come at once.",
        Answers = [new AnswerDescription(200, "The models.", new ContentDescription(WireSchema.Of(GeminiJson.Default.GeminiModelList)))],
    };

    public static readonly OperationDescription Read = new()
    {
        Id = "getGeminiModel",
        Tag = OperationTags.Gemini,
        Summary = "Read a model, as Gemini does",
        Description = "A model the key may call.",
        Parameters = [CallParameters.Model("model_id")],
        Answers = [new AnswerDescription(200, "The model.", new ContentDescription(WireSchema.Of(GeminiJson.Default.GeminiModel)))],
        Errors = [ErrorKind.ModelNotFound],
    };

    /// <summary>The same calls at Vertex' addresses.</summary>
    /// <param name="version">The version in the address, which the operations' ids end in.</param>
    public static IEnumerable<(string Action, OperationDescription Operation)> Vertex(string version) => (((string Action, OperationDescription Operation)[])[.. Calls, (GeminiDialect.Predict, s_predict)]).Select(one => (one.Action, one.Operation with
    {
        Id = $"{one.Operation.Id}InVertex{version[1..]}",
        Summary = one.Operation.Summary.Replace("Gemini", "Vertex", StringComparison.Ordinal),
        Description = one.Operation.Description + " Project, location and publisher may be any.",
        Parameters = [Place("project", "my-project"), Place("location", "global"), Place("publisher", "google"), .. one.Operation.Parameters],
    }));

    private static ParameterDescription Place(string name, string example) => new(name, "path", "As Vertex has it; it chooses nothing here.") { Example = JsonValue.Create(example).ToJsonString() };

    private static AnswerDescription Answer(string description, string schema) =>
        new(200, description, new ContentDescription(WireSchema.Written(schema))) { Headers = CallParameters.Answered };

    // The first model that can do it stands in the example's address.
    private static Func<IReadOnlyList<Model>, OperationDescription, OperationDescription> Naming(Capability capability) => (models, any) =>
        models.FirstOrDefault(model => model.Can(capability) && model.Targets.Any(target => target.Has(capability))) is { } able
            ? any with { Parameters = [.. any.Parameters.Select(parameter => parameter.IsModel ? parameter with { IsModel = false, Example = JsonValue.Create(able.Id).ToJsonString() } : parameter)] }
            : any;
}
