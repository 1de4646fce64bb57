using Penstock.Domain.Calls;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Bedrock;

/// <summary>What the document says of Bedrock's addresses.</summary>
internal static class BedrockOperations
{
    private static readonly ErrorKind[] CallErrors =
    [
        ErrorKind.PermissionDenied, ErrorKind.ModelNotFound, ErrorKind.RateLimited, ErrorKind.BudgetExceeded, ErrorKind.Unavailable,
        ErrorKind.ProviderError, ErrorKind.ProviderCredentials, ErrorKind.ProviderUnavailable, ErrorKind.ProviderTimeout, ErrorKind.ProviderCut,
    ];

    private const string Streamed = "The answer is `application/vnd.amazon.eventstream`. A stream that fails ends with an exception, and the connection is broken off.";

    public static readonly OperationDescription Converse = new()
    {
        Id = "bedrockConverse",
        Tag = OperationTags.Bedrock,
        Summary = "Answer a conversation, as Bedrock does",
        Description = "Bedrock's Converse: one body for all models. AWS signatures are not checked here: send a key as a bearer token.",
        Parameters = [CallParameters.Model("model_id"), CallParameters.Tags],
        Request = new ContentDescription(WireSchema.Written("BedrockConverseRequest"), new ExampleDescription("plain", "A question", """{"messages":[{"role":"user","content":[{"text":"What is a penstock?"}]}]}""")),
        Answers = [Answer("The message.", "BedrockConverseAnswer")],
        Errors = CallErrors,
    };

    public static readonly OperationDescription ConverseStream = Converse with
    {
        Id = "bedrockConverseStream",
        Summary = "Answer a conversation in a stream, as Bedrock does",
        Description = "Bedrock's ConverseStream. " + Streamed,
        Answers = [Stream()],
    };

    public static readonly OperationDescription Invoke = Converse with
    {
        Id = "bedrockInvoke",
        Summary = "Invoke a model by its own body, as Bedrock does",
        Description = "Bedrock's InvokeModel: the body and the answer are the model's own, and cross untouched to a provider that is Bedrock. For other providers these are translated, and answered in their own form: Anthropic's messages, chat completions as Mistral and OpenAI have them, the texts that Titan, Llama and Mistral continue, and the texts that Titan and Cohere turn into vectors.",
        Request = new ContentDescription(WireSchema.Written("AnyInput"), new ExampleDescription("titan", "A text to continue", """{"inputText":"A penstock is"}""")),
        Answers = [Answer("The model's own answer.", "AnyOutput")],
    };

    public static readonly OperationDescription InvokeStream = Invoke with
    {
        Id = "bedrockInvokeStream",
        Summary = "Invoke a model by its own body and stream its answer, as Bedrock does",
        Description = "Bedrock's InvokeModelWithResponseStream. " + Streamed,
        Answers = [Stream()],
    };

    private static AnswerDescription Answer(string description, string schema) =>
        new(200, description, new ContentDescription(WireSchema.Written(schema))) { Headers = CallParameters.Answered };

    private static AnswerDescription Stream() =>
        new(200, "The events.", new ContentDescription(WireSchema.Written("BedrockEventStream")) { MediaTypes = [Dialects.EventStreams.EventStreamWriter.MediaType] }) { Headers = CallParameters.Answered };
}
