using Penstock.Domain.Calls;
using Penstock.Resources.Documents;

namespace Penstock.Resources.OpenAi;

/// <summary>What the document says of moderations, pictures and sounds, and of Azure's addresses.</summary>
internal static class MediaOperations
{
    private static readonly ErrorKind[] CallErrors =
    [
        ErrorKind.PermissionDenied, ErrorKind.NotFound, ErrorKind.ModelNotFound, ErrorKind.RateLimited, ErrorKind.BudgetExceeded, ErrorKind.Unavailable,
        ErrorKind.ProviderError, ErrorKind.ProviderCredentials, ErrorKind.ProviderUnavailable, ErrorKind.ProviderTimeout, ErrorKind.ProviderCut,
    ];

    /// <summary>Of one of the operations.</summary>
    public static OperationDescription Of(string operation, Capability capability)
    {
        var (id, summary, isForm) = operation switch
        {
            "moderations" => ("createModeration", "Find what is objectionable in texts or pictures", false),
            "images/generations" => ("createImage", "Make pictures of a text", false),
            "images/edits" => ("createImageEdit", "Change pictures by a text", true),
            "images/variations" => ("createImageVariation", "Vary a picture", true),
            "audio/speech" => ("createSpeech", "Speak a text", false),
            "audio/transcriptions" => ("createTranscription", "Write down what is said", true),
            _ => ("createTranslation", "Write down in English what is said", true),
        };
        return new OperationDescription
        {
            Id = id,
            Tag = OperationTags.OpenAi,
            Summary = summary,
            Description = "Passed through to a provider that has it, with only the model's name replaced; the answer is the provider's own, streamed where it is a stream." + (isForm ? " Files are sent as `multipart/form-data`." : ""),
            Parameters = [CallParameters.Tags],
            Request = new ContentDescription(WireSchema.Written("MediaRequest"), new ExampleDescription("plain", "What it takes", Example(operation)))
            {
                Model = capability,
            },
            Answers = [new AnswerDescription(200, "The provider's answer.", new ContentDescription(WireSchema.Written("MediaAnswer"))) { Headers = CallParameters.Answered }],
            Errors = CallErrors,
        };
    }

    private static string Example(string operation) => operation switch
    {
        "moderations" => """{"model":"","input":"A penstock is a gate."}""",
        "audio/speech" => """{"model":"","input":"A penstock is a gate.","voice":"alloy"}""",
        "images/generations" => """{"model":"","prompt":"A penstock, drawn by hand."}""",
        "images/edits" => """{"model":"","prompt":"The same by night.","image":["file-1"]}""",
        _ => """{"model":"","file":"the file, as a part of the form"}""",
    };

    /// <summary>Azure's addresses, whose path names the deployment.</summary>
    public static readonly OperationDescription Deployments = Azure(
        "callDeployment", "Call a model as Azure OpenAI's clients do",
        "The model is the deployment's name: `/openai/deployments/{deployment}/chat/completions`, `…/completions`, `…/embeddings`, `…/images/generations`, `…/images/edits`, `…/audio/speech`, `…/audio/transcriptions`, `…/audio/translations`. `api-version` is taken and ignored. A key in `api-key` will do.");

    /// <summary>Azure's newer addresses, which are OpenAI's below another beginning.</summary>
    public static readonly OperationDescription Newer = Azure(
        "callAzureV1", "Call a model as newer Azure OpenAI clients do", "What stands below `/v1` of this server, for clients whose base address ends in `/openai/v1`.");

    private static OperationDescription Azure(string id, string summary, string description) => new()
    {
        Id = id,
        Tag = OperationTags.OpenAi,
        Summary = summary,
        Description = description,
        Parameters = [new ParameterDescription("call", "path", "What is called.") { Example = "\"chat/completions\"" }, CallParameters.Tags],
        Request = new ContentDescription(WireSchema.Written("MediaRequest"), new ExampleDescription("plain", "A question", """{"model":"","messages":[{"role":"user","content":"What is a penstock?"}]}"""))
        {
            Model = Capability.Chat,
        },
        Answers = [new AnswerDescription(200, "The answer of the same call below `/v1`.", new ContentDescription(WireSchema.Written("MediaAnswer"))) { Headers = CallParameters.Answered }],
        Errors = CallErrors,
    };
}
