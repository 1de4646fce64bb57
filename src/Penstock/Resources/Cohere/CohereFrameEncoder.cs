using System.Buffers;
using Penstock.Dialects.Cohere;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.Cohere;

/// <summary>Encodes chunks as Cohere's stream events.</summary>
internal sealed class CohereFrameEncoder(Call call) : FrameEncoder
{
    private readonly ChatChunkWriter _writer = new(call.Id);

    public override void Write(Frame frame, IBufferWriter<byte> into)
    {
        _writer.Write(into, frame.Chunks);
        if (frame.Kind == FrameKind.Terminal)
        {
            _writer.WriteEnd(into);
            call.State.AnswerDropped = _writer.Lost.Names;
        }
    }

    public override void Dispose() => _writer.Dispose();
}
