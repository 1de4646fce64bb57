using Penstock.Domain.Calls;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Anthropic;

/// <summary>What the document says of Anthropic's addresses.</summary>
internal static class AnthropicOperations
{
    private const string EventStream = "text/event-stream";

    private static readonly ErrorKind[] CallErrors =
    [
        ErrorKind.PermissionDenied, ErrorKind.ModelNotFound, ErrorKind.RateLimited, ErrorKind.BudgetExceeded, ErrorKind.Unavailable,
        ErrorKind.ProviderError, ErrorKind.ProviderCredentials, ErrorKind.ProviderUnavailable, ErrorKind.ProviderTimeout, ErrorKind.ProviderCut,
    ];

    public static readonly OperationDescription Create = new()
    {
        Id = "createMessage",
        Tag = OperationTags.Anthropic,
        Summary = "Answer a conversation, as Anthropic does",
        Description = "Anthropic's messages: tools, thinking, structured output, images and documents, to a model of any provider. A provider of the same dialect gets members that are not listed here as they are; what another provider cannot be told is named in `x-penstock-dropped`. With `\"stream\": true` the answer is `text/event-stream`: from `message_start` to `message_stop`. A stream that fails has an `error` event instead of the last one, and the connection is broken off.",
        Parameters = [CallParameters.Tags],
        Request = new ContentDescription(WireSchema.Written("MessagesRequest"),
            new ExampleDescription("plain", "A question", """{"model":"","max_tokens":256,"messages":[{"role":"user","content":"What is a penstock?"}]}"""),
            new ExampleDescription("stream", "The same, streamed", """{"model":"","max_tokens":256,"stream":true,"system":"Answer in one sentence.","messages":[{"role":"user","content":"What is a penstock?"}]}"""))
        {
            Model = Capability.Chat,
        },
        Answers =
        [
            new AnswerDescription(200, "The message, or its events.",
                new ContentDescription(WireSchema.Written("AnthropicMessage")),
                new ContentDescription(WireSchema.Written("EventStream"), new ExampleDescription("events", "A stream", """
                    event: message_start
                    data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"your-model","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":12,"output_tokens":1}}}

                    event: content_block_start
                    data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                    event: content_block_delta
                    data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"A gate"}}

                    event: content_block_stop
                    data: {"type":"content_block_stop","index":0}

                    event: message_delta
                    data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":3}}

                    event: message_stop
                    data: {"type":"message_stop"}


                    """))
                {
                    MediaTypes = [EventStream],
                })
            {
                Headers = CallParameters.Answered,
            },
        ],
        Errors = CallErrors,
    };

    public static readonly OperationDescription Count = new()
    {
        Id = "countMessageTokens",
        Tag = OperationTags.Anthropic,
        Summary = "Count a conversation's tokens",
        Description = "How many tokens a conversation has, tools and instructions included. Where the model's provider does not count, it is estimated, and `estimated` says so.",
        Parameters = [CallParameters.Tags],
        Request = new ContentDescription(WireSchema.Written("CountTokensRequest"),
            new ExampleDescription("plain", "A question", """{"model":"","messages":[{"role":"user","content":"What is a penstock?"}]}"""))
        {
            Model = Capability.Chat,
        },
        Answers = [new AnswerDescription(200, "The number.", new ContentDescription(WireSchema.Written("TokenCount"))) { Headers = CallParameters.Answered }],
        Errors = CallErrors,
    };
}
