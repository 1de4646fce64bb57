using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Penstock.Dialects.EventStreams;
using Penstock.Dialects.Streams;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Bedrock;

/// <summary>
/// Reads the events of <c>invoke-with-response-stream</c>: each <c>chunk</c> holds a piece in the model's own format, in base64. There is no terminal
/// event: the end is clean where the last piece was the last of its family.
/// </summary>
/// <param name="reader">What cuts the stream, which knows an exception from an event.</param>
internal sealed class InvokeTap(EventStreamReader reader) : StreamTap
{
    // What the last pieces have: Bedrock's own figures; Anthropic; Titan; Llama and Mistral; Cohere; Nova.
    private const string Metrics = "amazon-bedrock-invocationMetrics";
    private static readonly string[] s_reasons = ["completionReason", "stop_reason", "finish_reason", "stopReason"];
    private static readonly string[] s_lists = ["outputs", "choices", "generations"];
    private bool _ended;

    public override bool EndsWithoutTerminal => _ended;

    public override void Look(in WireEvent next, WireFrame frame)
    {
        if (reader.IsFault)
        {
            frame.IsError(BedrockErrors.ReadException(Encoding.UTF8.GetString(next.Type.Span), next.Data));
        }
        else if (!next.Type.Span.SequenceEqual("chunk"u8))
        {
            frame.IsKeepAlive();
        }
        else if (Piece(next.Data) is { } piece)
        {
            using (piece)
            {
                try
                {
                    Look(piece.RootElement, frame);
                }
                catch (InvalidOperationException)
                {
                    // A word of it is not UTF-8, or holds half a surrogate pair.
                    frame.IsUnreadable();
                }
            }
        }
        else
        {
            frame.IsUnreadable();
        }
    }

    public override void Decode(ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> type, List<ChatChunk> chunks)
    {
        // Native pieces only go to native clients.
    }

    private static JsonDocument? Piece(ReadOnlyMemory<byte> data)
    {
        try
        {
            // To its end: what is not JSON behind the piece is no event either.
            byte[]? piece = null;
            var reader = new Utf8JsonReader(data.Span);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isBytes = reader.ValueTextEquals("bytes"u8);
                reader.Read();
                piece = isBytes ? reader.GetBytesFromBase64() : piece;
                reader.Skip();
            }

            reader.Read();
            return piece is null ? null : JsonDocument.Parse(piece);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            // What is no piece is told by its caller.
        }

        return null;
    }

    private void Look(JsonElement piece, WireFrame frame)
    {
        if (piece.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        frame.Writes(Written(piece));

        if (piece.TryGetProperty(Metrics, out var metrics) && metrics.ValueKind == JsonValueKind.Object)
        {
            _ended = true;
            var (cached, written) = (Count(metrics, "cacheReadInputTokenCount"), Count(metrics, "cacheWriteInputTokenCount"));
            frame.Tells(new TokenUsage
            {
                Input = Count(metrics, "inputTokenCount") + cached + written,
                Output = Count(metrics, "outputTokenCount"),
                CachedInput = cached,
                CacheWriteInput = written,
            });
        }

        _ended |= IsText(piece, "type", "message_stop") || IsText(piece, "event_type", "stream-end") || piece.TryGetProperty("metadata", out _)
            || IsText(piece, "amazon-bedrock-guardrailAction", "INTERVENED") || s_reasons.Any(name => HasReason(piece, name))
            || (piece.TryGetProperty("is_finished", out var finished) && finished.ValueKind == JsonValueKind.True)
            || Choices(piece).Any(choice => s_reasons.Any(name => HasReason(choice, name)));
    }

    // What each family calls it: Anthropic and OpenAI "delta", Llama "generation", Titan "outputText", Mistral and Cohere "text", Nova "contentBlockDelta".
    private static int Written(JsonElement element)
    {
        var bytes = 0;
        foreach (var member in element.EnumerateObject())
        {
            if (member.Name is "delta" or "generation" or "outputText" or "text" or "contentBlockDelta")
            {
                var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(member.Value));
                reader.Read();
                bytes += VisibleText.Count(reader);
            }
            else if (member.Value.ValueKind == JsonValueKind.Array && s_lists.Contains(member.Name))
            {
                foreach (var item in member.Value.EnumerateArray())
                {
                    bytes += item.ValueKind == JsonValueKind.Object ? Written(item) : 0;
                }
            }
        }

        return bytes;
    }

    private static IEnumerable<JsonElement> Choices(JsonElement piece)
    {
        foreach (var name in s_lists)
        {
            if (piece.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object))
                {
                    yield return item;
                }
            }
        }
    }

    private static bool HasReason(JsonElement piece, string name) => piece.TryGetProperty(name, out var reason) && reason.ValueKind == JsonValueKind.String;

    private static bool IsText(JsonElement piece, string name, string text) =>
        piece.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(text);

    private static long Count(JsonElement metrics, string name) =>
        metrics.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count is >= 0 and < 1L << 48 ? count : 0;
}
