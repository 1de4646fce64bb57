using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Cohere;

/// <summary>Reads the data of one event of a stream into chunks. Events that only open or close a block give none.</summary>
internal static class ChatChunkReader
{
    /// <summary>Appends the chunks of one event; what is no event appends nothing.</summary>
    public static void Read(ReadOnlyMemory<byte> data, List<ChatChunk> chunks)
    {
        using var document = WireJson.Parse(data, out _);
        if (document?.RootElement.ValueKind != System.Text.Json.JsonValueKind.Object)
        {
            return;
        }

        // Mistakes of a provider in what is optional are passed over, so the list is not looked at.
        var part = new Members(document.RootElement, "", new Mistakes(CohereDialect.Name));
        var message = part.Object("delta")?.Object("message");
        switch (part.Text("type"))
        {
            case "message-start":
                chunks.Add(new StartChunk { Id = part.Text("id") });
                break;
            case "content-start" or "content-delta":
                ReadContent(message?.Object("content"), chunks);
                if (part.Object("logprobs") is { } told)
                {
                    chunks.Add(new LogProbsChunk(new LogProbs { Content = [LogProbsCodec.Read(told)] }));
                }

                break;
            case "tool-plan-delta" when message?.Text("tool_plan") is { Length: > 0 } plan:
                chunks.Add(new ReasoningChunk(plan));
                break;
            case "tool-call-start" or "tool-call-delta" when message?.Object("tool_calls") is { } call:
                ReadToolCall(call, part.Int("index") ?? 0, chunks);
                break;
            case "citation-start" when message?.Object("citations") is { } citation:
                chunks.Add(new AnnotationChunk(CitationCodec.Read(citation)));
                break;
            case "message-end" when part.Object("delta") is { } delta:
                ReadEnd(delta, chunks);
                break;
            default:
                break;
        }
    }

    private static void ReadContent(Members? content, List<ChatChunk> chunks)
    {
        if (content?.Text("thinking") is { Length: > 0 } thought)
        {
            chunks.Add(new ReasoningChunk(thought));
        }

        if (content?.Text("text") is { Length: > 0 } text)
        {
            chunks.Add(new TextChunk(text));
        }
    }

    private static void ReadToolCall(Members call, int number, List<ChatChunk> chunks)
    {
        var function = call.Object("function");

        // Only the event that opens a call has its name.
        if (function?.Text("name") is { Length: > 0 } name)
        {
            chunks.Add(new ToolCallChunk(number, call.Text("id") ?? "", name));
        }

        if (function?.Text("arguments") is { Length: > 0 } arguments)
        {
            chunks.Add(new ArgumentsChunk(number, arguments));
        }
    }

    private static void ReadEnd(Members delta, List<ChatChunk> chunks)
    {
        if (delta.Text("finish_reason") is { Length: > 0 } word)
        {
            chunks.Add(new FinishChunk(FinishWords.Read(word)));
        }

        if (delta.Object("usage") is { } said && UsageCodec.Read(said.Utf8Json, out _) is { } usage)
        {
            chunks.Add(new UsageChunk(usage));
        }
    }
}
