using Penstock.Domain.Calls;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Responses;

/// <summary>What the document says of the addresses of responses.</summary>
internal static class ResponsesOperations
{
    private static readonly ParameterDescription Id = new("id", "path", "The response's id.") { Example = "\"resp_01K9ZQ0C3W8F7M2N5T6V4X1Y0B\"" };

    private static readonly ErrorKind[] CallErrors =
    [
        ErrorKind.PermissionDenied, ErrorKind.NotFound, ErrorKind.ModelNotFound, ErrorKind.RateLimited, ErrorKind.BudgetExceeded, ErrorKind.Unavailable,
        ErrorKind.ProviderError, ErrorKind.ProviderCredentials, ErrorKind.ProviderUnavailable, ErrorKind.ProviderTimeout, ErrorKind.ProviderCut,
    ];

    public static readonly OperationDescription Create = new()
    {
        Id = "createResponse",
        Tag = OperationTags.OpenAi,
        Summary = "Answer an input",
        Description = "OpenAI's responses, for every model that chats. Where its provider speaks them the request goes on as it is; elsewhere it is translated, and what a provider runs or keeps itself (hosted tools, prompts, answers in the background) is refused. "
            + "`previous_response_id` goes on from an earlier response of the same key: Penstock keeps the conversation, encrypted and for a stated time, unless the provider does or `store` is false. "
            + "With `\"stream\": true` the answer is `text/event-stream`; a stream that fails has an `error` event, and the connection is broken off.",
        Parameters = [CallParameters.Tags],
        Request = new ContentDescription(WireSchema.Written("ResponseRequest"),
            new ExampleDescription("plain", "A question", """{"model":"","input":"What is a penstock?"}"""),
            new ExampleDescription("stream", "The same, streamed", """{"model":"","stream":true,"store":false,"instructions":"Answer in one sentence.","input":[{"role":"user","content":"What is a penstock?"}]}"""))
        {
            Model = Capability.Chat,
        },
        Answers =
        [
            new AnswerDescription(200, "The response, or its events.",
                new ContentDescription(WireSchema.Written("Response")),
                new ContentDescription(WireSchema.Written("EventStream"), new ExampleDescription("events", "A piece of a stream", """
                    event: response.output_text.delta
                    data: {"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"A gate","logprobs":[],"sequence_number":4}


                    """))
                {
                    MediaTypes = ["text/event-stream"],
                })
            {
                Headers = CallParameters.Answered,
            },
        ],
        Errors = CallErrors,
    };

    public static readonly OperationDescription Read = new()
    {
        Id = "getResponse",
        Tag = OperationTags.OpenAi,
        Summary = "Read a response",
        Description = "A response that is kept and that this key made.",
        Parameters = [Id],
        Answers = [new AnswerDescription(200, "The response.", new ContentDescription(WireSchema.Written("Response")))],
        Errors = [ErrorKind.NotFound],
    };

    public static readonly OperationDescription Delete = new()
    {
        Id = "deleteResponse",
        Tag = OperationTags.OpenAi,
        Summary = "Delete a response",
        Description = "Nothing of it is kept any longer, here or at the provider that kept it. What followed it stays.",
        Parameters = [Id],
        Answers = [new AnswerDescription(200, "It is gone.", new ContentDescription(WireSchema.Written("ResponseDeleted")))],
        Errors = [ErrorKind.NotFound],
    };

    public static readonly OperationDescription InputItems = new()
    {
        Id = "listResponseInputItems",
        Tag = OperationTags.OpenAi,
        Summary = "List what a response was made of",
        Description = "The input of a response that is kept and that this key made, what came before it included.",
        Parameters =
        [
            Id,
            new ParameterDescription("limit", "query", "The most items, up to 100.", """{"type":"integer","minimum":1,"maximum":100,"default":20}"""),
            new ParameterDescription("order", "query", "`asc` or `desc`.", """{"type":"string","enum":["asc","desc"],"default":"desc"}"""),
            new ParameterDescription("after", "query", "The id of the item behind which the list begins."),
        ],
        Answers = [new AnswerDescription(200, "The items.", new ContentDescription(WireSchema.Written("ResponseItemList")))],
        Errors = [ErrorKind.NotFound],
    };
}
