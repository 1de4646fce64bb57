using Penstock.Domain.Calls;
using Penstock.Resources.Documents;

namespace Penstock.Resources.OpenAi;

/// <summary>What the document says of OpenAI's addresses.</summary>
internal static class OpenAiOperations
{
    private const string EventStream = "text/event-stream";

    private static readonly ErrorKind[] CallErrors =
    [
        ErrorKind.PermissionDenied, ErrorKind.ModelNotFound, ErrorKind.RateLimited, ErrorKind.BudgetExceeded, ErrorKind.Unavailable,
        ErrorKind.ProviderError, ErrorKind.ProviderCredentials, ErrorKind.ProviderUnavailable, ErrorKind.ProviderTimeout, ErrorKind.ProviderCut,
    ];

    private const string StreamDescription =
        "With `\"stream\": true` the answer is `text/event-stream`: events of one line `data: {…}` each, a last `data: [DONE]`. A stream that fails has an event with an `error` instead of the last one, and the connection is broken off.";

    public static readonly OperationDescription Chat = new()
    {
        Id = "createChatCompletion",
        Tag = OperationTags.OpenAi,
        Summary = "Answer a conversation",
        Description = "OpenAI's chat completions: tools, structured output, images, audio and files as the model's provider takes them. Members that are not listed here go to the provider as they are. " + StreamDescription,
        Parameters = [CallParameters.Tags],
        Request = new ContentDescription(WireSchema.Written("ChatCompletionRequest"),
            new ExampleDescription("plain", "A question", """{"model":"","messages":[{"role":"user","content":"What is a penstock?"}]}"""),
            new ExampleDescription("stream", "The same, streamed", """{"model":"","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"system","content":"Answer in one sentence."},{"role":"user","content":"What is a penstock?"}]}"""))
        {
            Model = Capability.Chat,
        },
        Answers =
        [
            Answer("The message, or its events.", "ChatCompletion", """
                data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1795273200,"model":"your-model","choices":[{"index":0,"delta":{"role":"assistant","content":"A gate"},"finish_reason":null}]}

                data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1795273200,"model":"your-model","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

                data: [DONE]


                """),
        ],
        Errors = CallErrors,
    };

    public static readonly OperationDescription Completions = new()
    {
        Id = "createCompletion",
        Tag = OperationTags.OpenAi,
        Summary = "Continue a text",
        Description = "OpenAI's legacy completions, for the models that still have them. " + StreamDescription,
        Parameters = [CallParameters.Tags],
        Request = new ContentDescription(WireSchema.Written("CompletionRequest"),
            new ExampleDescription("plain", "A text to continue", """{"model":"","prompt":"A penstock is","max_tokens":32}"""))
        {
            Model = Capability.Completions,
        },
        Answers =
        [
            Answer("The continuation, or its events.", "Completion", """
                data: {"id":"cmpl-1","object":"text_completion","created":1795273200,"model":"your-model","choices":[{"index":0,"text":" a gate","finish_reason":null}]}

                data: {"id":"cmpl-1","object":"text_completion","created":1795273200,"model":"your-model","choices":[{"index":0,"text":"","finish_reason":"stop"}]}

                data: [DONE]


                """),
        ],
        Errors = CallErrors,
    };

    public static readonly OperationDescription Embeddings = new()
    {
        Id = "createEmbedding",
        Tag = OperationTags.OpenAi,
        Summary = "Turn texts into vectors",
        Description = "OpenAI's embeddings. `encoding_format` `base64` gives little-endian 32-bit floats.",
        Parameters = [CallParameters.Tags],
        Request = new ContentDescription(WireSchema.Written("EmbeddingRequest"),
            new ExampleDescription("text", "One text", """{"model":"","input":"A penstock is a gate."}"""),
            new ExampleDescription("texts", "Several texts", """{"model":"","input":["A penstock is a gate.","It lets water into an engine."],"encoding_format":"float"}"""))
        {
            Model = Capability.Embeddings,
        },
        Answers = [new AnswerDescription(200, "The vectors, in the texts' order.", new ContentDescription(WireSchema.Written("EmbeddingList"))) { Headers = CallParameters.Answered }],
        Errors = CallErrors,
    };

    public static readonly OperationDescription List = new()
    {
        Id = "listOpenAiModels",
        Tag = OperationTags.OpenAi,
        Summary = "List the models, as OpenAI does",
        Description = "The models the key may call, as OpenAI's SDKs expect them. `GET /models` says more about each.",
        Answers = [new AnswerDescription(200, "The models.", new ContentDescription(WireSchema.Of(OpenAiJson.Default.OpenAiModelList)))],
    };

    public static readonly OperationDescription Read = new()
    {
        Id = "getOpenAiModel",
        Tag = OperationTags.OpenAi,
        Summary = "Read a model, as OpenAI does",
        Description = "A model the key may call.",
        Parameters = [CallParameters.Model("model")],
        Answers = [new AnswerDescription(200, "The model.", new ContentDescription(WireSchema.Of(OpenAiJson.Default.OpenAiModel)))],
        Errors = [ErrorKind.ModelNotFound],
    };

    private static AnswerDescription Answer(string description, string schema, string events) =>
        new(200, description,
            new ContentDescription(WireSchema.Written(schema)),
            new ContentDescription(WireSchema.Written("EventStream"), new ExampleDescription("events", "A stream", events)) { MediaTypes = [EventStream] })
        {
            Headers = CallParameters.Answered,
        };
}
