using System.Text.Json;
using Penstock.Dialects.Streams;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.OpenAi;

/// <summary>
/// Reads the events of pictures, speech and transcripts. Each answer ends with an event of its own (<c>image_generation.completed</c>,
/// <c>speech.audio.done</c>, <c>transcript.text.done</c>); of pictures there may be several, so that only the end of the bytes behind one is the end.
/// </summary>
internal sealed class MediaStreamTap : StreamTap
{
    private bool _done;

    public override bool EndsWithoutTerminal => _done;

    public override void Look(in WireEvent next, WireFrame frame)
    {
        if (next.Data.IsEmpty)
        {
            frame.IsKeepAlive();
        }
        else if (next.Data.Span.SequenceEqual("[DONE]"u8))
        {
            frame.IsTerminal();
        }
        else if (!OpenAiTap.TryRead(next.Data.Span, out var tap))
        {
            frame.IsUnreadable();
        }
        else if (tap.IsError || Is(next.Data.Span, "error"u8))
        {
            frame.IsError(OpenAiErrors.ReadFault(next.Data, "text/event-stream", null));
        }
        else
        {
            frame.Names(tap.ModelValue);
            _done |= Is(next.Data.Span, ".completed"u8) || Is(next.Data.Span, ".done"u8);
            if (tap.Usage is { } usage)
            {
                frame.Tells(usage);
            }
        }
    }

    public override void Decode(ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> type, List<ChatChunk> chunks)
    {
        // There is no canonical form of these.
    }

    // Whether the event's type ends so; the type is one short word without escapes.
    private static bool Is(ReadOnlySpan<byte> json, ReadOnlySpan<byte> end)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            reader.Read();
            if (isType)
            {
                return reader.TokenType == JsonTokenType.String && reader.ValueSpan.EndsWith(end);
            }

            reader.Skip();
        }

        return false;
    }
}
