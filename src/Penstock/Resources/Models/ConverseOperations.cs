using Penstock.Domain.Calls;
using Penstock.Resources.Documents;

namespace Penstock.Resources.Models;

/// <summary>What the document says of Penstock's own conversation.</summary>
internal static class ConverseOperations
{
    private const string Events = """
        event: start
        data: {"id":"call_1","model":"your-model"}

        event: text
        data: {"text":"A gate."}

        event: finish
        data: {"finish_reason":"stop","stop_sequence":null}

        event: end
        data: {"usage":{"input_tokens":9,"cached_input_tokens":0,"cache_write_input_tokens":0,"output_tokens":3,"reasoning_tokens":0,"total_tokens":12}}


        """;

    public static readonly OperationDescription Converse = new()
    {
        Id = "converse",
        Tag = OperationTags.Models,
        Summary = "Answer a conversation, the same for every provider",
        Description = "One small, fixed and validated body for every chat model, whatever its provider speaks. Unknown members are refused, and every mistake is reported at once. "
            + "What the provider cannot be told is named in `x-penstock-dropped`, or refused with `x-penstock-strict: true`. "
            + "With `\"stream\": true` the answer is `text/event-stream`: events `start`, `text`, `reasoning`, `refusal`, `tool_call`, `arguments`, `part`, `finish`, and `end` with the usage. A stream that fails has `error` as its last event, and the connection is broken off.",
        Parameters = [CallParameters.Model("model_id"), CallParameters.Tags],
        Request = new ContentDescription(WireSchema.Written("ConverseRequest"),
            new ExampleDescription("plain", "A question", """{"messages":[{"role":"user","content":"What is a penstock?"}]}"""),
            new ExampleDescription("parts", "Parts, limits and a stream", """{"messages":[{"role":"system","content":"Answer in one sentence."},{"role":"user","content":[{"type":"text","text":"What is a penstock?"}]}],"max_output_tokens":100,"stream":true}""")),
        Answers =
        [
            new AnswerDescription(200, "The message, or its events.",
                new ContentDescription(WireSchema.Written("ConverseAnswer")),
                new ContentDescription(WireSchema.Written("EventStream"), new ExampleDescription("events", "A stream", Events)) { MediaTypes = ["text/event-stream"] })
            {
                Headers = CallParameters.Answered,
            },
        ],
        Errors =
        [
            ErrorKind.InvalidInput, ErrorKind.PermissionDenied, ErrorKind.ModelNotFound, ErrorKind.RateLimited, ErrorKind.BudgetExceeded, ErrorKind.Unavailable,
            ErrorKind.ProviderError, ErrorKind.ProviderCredentials, ErrorKind.ProviderUnavailable, ErrorKind.ProviderTimeout, ErrorKind.ProviderCut,
        ],
    };
}
