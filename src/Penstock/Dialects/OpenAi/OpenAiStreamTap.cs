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
            if (tap.IsError)
            {
                frame.Names(tap.ModelValue);
                frame.IsError(OpenAiErrors.ReadFault(next.Data, "text/event-stream", null));
                return;
            }

            if (!tap.OddFinish.Equals(default))
            {
                tap = Mend(next, tap, frame);
            }

            frame.Names(tap.ModelValue);
            frame.Writes(tap.OutputBytes);
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

    // A word that SDKs with a closed enumeration would raise on, in mid-answer.
    private static OpenAiTap Mend(in WireEvent next, OpenAiTap tap, WireFrame frame)
    {
        var mended = OddFinish.Mend(next.Data, ref tap);
        var raw = new byte[mended.Length + 8];
        "data: "u8.CopyTo(raw);
        mended.CopyTo(raw.AsMemory(6));
        "\n\n"u8.CopyTo(raw.AsSpan(6 + mended.Length));
        frame.Mend(new WireEvent(raw, raw.AsMemory(6, mended.Length), 6, next.Type));
        return tap;
    }

    public override void Decode(ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> type, List<ChatChunk> chunks)
    {
        if (!data.Span.SequenceEqual("[DONE]"u8))
        {
            ChatChunkReader.TryRead(data, chunks);
        }
    }
}
