using Penstock.Dialects.Streams;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.OpenAi;

/// <summary>Reads the events of a chat or legacy completion's stream, which ends with <c>data: [DONE]</c>.</summary>
/// <param name="withholdUsage">Whether an event that only reports usage must not reach the client.</param>
internal sealed class OpenAiStreamTap(bool withholdUsage) : StreamTap
{
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
        else
        {
            frame.Names(tap.ModelValue);
            if (tap.IsError)
            {
                frame.IsError(OpenAiErrors.ReadFault(next.Data, "text/event-stream", null));
                return;
            }

            if (tap.Usage is { } usage)
            {
                frame.Tells(usage);
                if (withholdUsage && tap.NoChoices)
                {
                    frame.Withhold();
                }
            }
        }
    }

    public override void Decode(ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> type, List<ChatChunk> chunks)
    {
        if (!data.Span.SequenceEqual("[DONE]"u8))
        {
            ChatChunkReader.TryRead(data, chunks);
        }
    }
}
