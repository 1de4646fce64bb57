using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Dialects.OpenAi;
using Penstock.Dialects.Streams;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Responses;

/// <summary>Reads the events of a streamed response, which ends with <c>response.completed</c> or <c>response.incomplete</c>.</summary>
internal sealed class ResponsesStreamTap : StreamTap
{
    private readonly ResponsesEventReader _reader = new();

    public override void Look(in WireEvent next, WireFrame frame)
    {
        // DIALECT: servers that have chat completions first end with [DONE] here too; it says nothing of whether the answer is whole.
        if (next.Data.IsEmpty || next.Data.Span.SequenceEqual("[DONE]"u8))
        {
            frame.IsKeepAlive();
        }
        else if (!ResponsesTap.TryRead(next.Data.Span, out var tap))
        {
            frame.IsUnreadable();
        }
        else
        {
            frame.Names(tap.ModelValue);
            frame.Writes(tap.OutputBytes);
            if (tap.Usage is { } usage)
            {
                frame.Tells(usage);
            }

            if (tap.Event == ResponsesEvent.End)
            {
                frame.IsTerminal();
            }
            else if (tap.Event == ResponsesEvent.Error)
            {
                frame.IsError(ReadFault(next.Data));
            }
        }
    }

    public override void Decode(ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> type, List<ChatChunk> chunks) => _reader.Read(data, chunks);

    // `response.failed` has its error inside the response, `error` is one itself.
    private static CallError ReadFault(ReadOnlyMemory<byte> data)
    {
        using var document = WireJson.Parse(data, out _);
        var failed = document?.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("response", out var response)
            && response.ValueKind == JsonValueKind.Object && response.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
            ? System.Text.Encoding.UTF8.GetBytes(error.GetRawText())
            : null;
        var fault = OpenAiErrors.ReadFault(failed ?? data, "text/event-stream", null);
        return fault with { Provider = fault.Provider! with { Status = fault.Code is "rate_limit_exceeded" ? 429 : 502, Dialect = ResponsesDialect.Name } };
    }
}
