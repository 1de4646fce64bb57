using System.Text;
using Penstock.Dialects.EventStreams;
using Penstock.Dialects.Streams;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Bedrock;

/// <summary>Reads the events of <c>converse-stream</c>: <c>metadata</c>, with the usage, comes last, behind <c>messageStop</c>.</summary>
/// <param name="reader">What cuts the stream, which knows an exception from an event.</param>
internal sealed class ConverseTap(EventStreamReader reader) : StreamTap
{
    private readonly ConverseChunks _chunks = new();
    private bool _stopped;

    public override bool EndsWithoutTerminal => _stopped;

    public override void Look(in WireEvent next, WireFrame frame)
    {
        if (reader.IsFault)
        {
            frame.IsError(BedrockErrors.ReadException(Encoding.UTF8.GetString(next.Type.Span), next.Data));
        }
        else if (!ConverseLook.TryRead(next.Data.Span, out var usage, out var bytes))
        {
            frame.IsUnreadable();
        }
        else if (next.Type.Span.SequenceEqual("messageStop"u8))
        {
            _stopped = true;
        }
        else if (next.Type.Span.SequenceEqual("metadata"u8))
        {
            if (usage is { } told)
            {
                frame.Tells(told);
            }

            if (_stopped)
            {
                frame.IsTerminal();
            }
        }
        else
        {
            frame.Writes(bytes);
        }
    }

    public override void Decode(ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> type, List<ChatChunk> chunks) => _chunks.Read(data, type.Span, chunks);
}
