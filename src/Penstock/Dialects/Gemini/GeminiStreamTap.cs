using Penstock.Dialects.Streams;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Gemini;

/// <summary>
/// Reads the events of a streamed answer, in both forms. The JSON array ends with its bracket; events have no terminal one, so that the end of
/// the bytes is the end of the answer only after every candidate said why it ended.
/// </summary>
/// <param name="array">Whether the stream is one JSON array.</param>
internal sealed class GeminiStreamTap(bool array) : StreamTap
{
    private readonly GeminiChunkReader _chunks = new();
    private ulong _candidates;
    private ulong _finished;
    private bool _blocked;

    public override bool EndsWithoutTerminal => !array && IsWhole;

    private bool IsWhole => _blocked || (_finished != 0 && (_candidates & ~_finished) == 0);

    public override void Look(in WireEvent next, WireFrame frame)
    {
        if (next.Type.Span.SequenceEqual(JsonArrayReader.Closed))
        {
            if (IsWhole)
            {
                frame.IsTerminal();
            }
            else
            {
                frame.IsUnreadable();
            }
        }
        else if (next.Data.IsEmpty)
        {
            frame.IsKeepAlive();
        }
        else if (!GeminiTap.TryRead(next.Data.Span, out var tap))
        {
            frame.IsUnreadable();
        }
        else
        {
            Take(tap, next, frame);
        }
    }

    public override void Decode(ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> type, List<ChatChunk> chunks)
    {
        if (!data.IsEmpty)
        {
            _chunks.TryRead(data, chunks);
        }
    }

    private void Take(in GeminiTap tap, in WireEvent next, WireFrame frame)
    {
        frame.Names(tap.ModelValue);
        frame.Writes(tap.OutputBytes);
        if (tap.IsError)
        {
            frame.IsError(GeminiErrors.ReadFault(next.Data, array ? "application/json" : "text/event-stream", null));
            return;
        }

        _candidates |= tap.Candidates;
        _finished |= tap.Finished;
        _blocked |= tap.Blocked;
        if (tap.Usage is { } usage)
        {
            frame.Tells(usage);
        }
    }
}
