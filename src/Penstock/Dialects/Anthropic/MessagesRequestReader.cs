using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Anthropic;

/// <summary>
/// Reads the body of <c>POST /v1/messages</c> and of <c>count_tokens</c>. Types are held strictly and every mistake is told at once; unknown
/// members are kept as <see cref="ChatInput.Extensions"/>. <c>model</c>, <c>stream</c> and <c>anthropic_version</c> are the call's and not the
/// input's. What is written again differs only in form: explicit nulls are left out, one plain text is a string, <c>output_format</c> stands
/// in <c>output_config</c>, <c>effort</c> has adaptive <c>thinking</c> beside it, messages of the user that follow results of tools are joined to them.
/// </summary>
internal static class MessagesRequestReader
{
    private static readonly string[] Known =
    [
        "model", "stream", "anthropic_version", "max_tokens", "messages", "system", "tools", "tool_choice", "temperature", "top_p", "top_k",
        "stop_sequences", "thinking", "output_config", "output_format", "metadata",
    ];

    /// <summary>Reads a question.</summary>
    public static (ChatInput? Input, CallError? Error) Read(ReadOnlyMemory<byte> body) => Read(body, count: false);

    /// <summary>Reads what is to be counted: a question without its limit.</summary>
    public static (ChatInput? Input, CallError? Error) ReadCount(ReadOnlyMemory<byte> body) => Read(body, count: true);

    private static (ChatInput? Input, CallError? Error) Read(ReadOnlyMemory<byte> body, bool count) =>
        RequestBody.Read(body, AnthropicDialect.Name, request => Read(request, count));

    private static ChatInput Read(Members request, bool count)
    {
        List<KeyValuePair<string, string>>? rest = null;
        request.AddRest(ref rest, "", Known);
        if (!count && !request.TryGet("max_tokens", out _))
        {
            request.Mistakes.Add("max_tokens", "missing", "is required and must be a whole number");
        }

        var metadata = request.Object("metadata");
        metadata?.AddRest(ref rest, "metadata", "user_id");
        var (choice, parallel) = ToolReader.ReadChoice(request);
        return new ChatInput
        {
            Messages = ConversationReader.Read(request),
            Tools = ToolReader.ReadTools(request),
            ToolChoice = choice,
            ParallelToolCalls = parallel,
            ResponseFormat = ThinkingReader.ReadFormat(request),
            Sampling = new Sampling { Temperature = request.Number("temperature"), TopP = request.Number("top_p"), TopK = request.Int("top_k") },
            Reasoning = ThinkingReader.Read(request, ref rest),
            MaxOutputTokens = request.Whole("max_tokens", 1),
            Stop = request.Texts("stop_sequences"),
            User = metadata?.Text("user_id"),
            Extensions = request.ToExtensions(rest),
        };
    }
}
