using System.Buffers;
using Penstock.Dialects.Streams;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Bedrock.Native;

/// <summary>The pieces of families whose provider sends server-sent events elsewhere: a piece is the data of one of them.</summary>
/// <param name="events">Writes the events; owned.</param>
internal sealed class EventPieces(IChunkWriter events) : NativePieces
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public override Losses Lost => events.Lost;

    public override void Dispose() => events.Dispose();

    protected override IEnumerable<byte[]> WriteChunks(IReadOnlyList<ChatChunk> chunks)
    {
        events.Write(_buffer, chunks);
        return TakeData();
    }

    protected override IEnumerable<byte[]> WriteLast(TokenUsage? usage)
    {
        events.WriteEnd(_buffer);
        return TakeData();
    }

    private List<byte[]> TakeData()
    {
        List<byte[]> pieces = [];
        foreach (var range in _buffer.WrittenSpan.Split((byte)'\n'))
        {
            var line = _buffer.WrittenSpan[range];
            if (line.StartsWith("data: {"u8))
            {
                pieces.Add(line[6..].ToArray());
            }
        }

        _buffer.ResetWrittenCount();
        return pieces;
    }
}
