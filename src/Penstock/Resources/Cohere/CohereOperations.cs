using Penstock.Domain.Calls;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Cohere;

/// <summary>What the document says of Cohere's addresses.</summary>
internal static class CohereOperations
{
    private static readonly ErrorKind[] CallErrors =
    [
        ErrorKind.PermissionDenied, ErrorKind.ModelNotFound, ErrorKind.RateLimited, ErrorKind.BudgetExceeded, ErrorKind.Unavailable,
        ErrorKind.ProviderError, ErrorKind.ProviderCredentials, ErrorKind.ProviderUnavailable, ErrorKind.ProviderTimeout, ErrorKind.ProviderCut,
    ];

    public static readonly OperationDescription Chat = new()
    {
        Id = "cohereChat",
        Tag = OperationTags.Cohere,
        Summary = "Answer a conversation, as Cohere does",
        Description = "Cohere's chat, version 2: tools, documents and citations, structured output. With `\"stream\": true` the answer is `text/event-stream`, from `message-start` to `message-end`; a stream that fails ends with a `message-end` that has an `error`, and the connection is broken off.",
        Parameters = [CallParameters.Tags],
        Request = new ContentDescription(WireSchema.Written("CohereChatRequest"),
            new ExampleDescription("plain", "A question", """{"model":"","messages":[{"role":"user","content":"What is a penstock?"}]}"""),
            new ExampleDescription("stream", "The same, streamed", """{"model":"","stream":true,"messages":[{"role":"system","content":"Answer in one sentence."},{"role":"user","content":"What is a penstock?"}]}"""))
        {
            Model = Capability.Chat,
        },
        Answers =
        [
            new AnswerDescription(200, "The message, or its events.",
                new ContentDescription(WireSchema.Written("CohereChat")),
                new ContentDescription(WireSchema.Written("EventStream"), new ExampleDescription("events", "A stream", """
                    event: message-start
                    data: {"id":"1","type":"message-start","delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}}

                    event: content-start
                    data: {"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}

                    event: content-delta
                    data: {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"A gate"}}}}

                    event: content-end
                    data: {"type":"content-end","index":0}

                    event: message-end
                    data: {"type":"message-end","delta":{"finish_reason":"COMPLETE"}}

                    data: [DONE]


                    """))
                { MediaTypes = ["text/event-stream"] })
            {
                Headers = CallParameters.Answered,
            },
        ],
        Errors = CallErrors,
    };

    public static readonly OperationDescription Embed = new()
    {
        Id = "cohereEmbed",
        Tag = OperationTags.Cohere,
        Summary = "Turn texts into vectors, as Cohere does",
        Description = "Cohere's embeddings, version 2.",
        Parameters = [CallParameters.Tags],
        Request = new ContentDescription(WireSchema.Written("CohereEmbedRequest"),
            new ExampleDescription("texts", "Several texts", """{"model":"","texts":["A penstock is a gate.","It lets water into an engine."],"input_type":"search_document","embedding_types":["float"]}"""))
        {
            Model = Capability.Embeddings,
        },
        Answers = [new AnswerDescription(200, "The vectors, in the texts' order.", new ContentDescription(WireSchema.Written("CohereEmbeddings"))) { Headers = CallParameters.Answered }],
        Errors = CallErrors,
    };

    public static readonly OperationDescription Rerank = new()
    {
        Id = "cohereRerank",
        Tag = OperationTags.Cohere,
        Summary = "Order documents by relevance, as Cohere does",
        Description = "Cohere's rerank, version 2.",
        Parameters = [CallParameters.Tags],
        Request = new ContentDescription(WireSchema.Written("CohereRerankRequest"),
            new ExampleDescription("texts", "Two texts", """{"model":"","query":"What is a penstock?","documents":["A sluice gate.","A flower."],"top_n":1}"""))
        {
            Model = Capability.Rerank,
        },
        Answers = [new AnswerDescription(200, "The documents' places, the most relevant first.", new ContentDescription(WireSchema.Written("CohereRanking"))) { Headers = CallParameters.Answered }],
        Errors = CallErrors,
    };
}
