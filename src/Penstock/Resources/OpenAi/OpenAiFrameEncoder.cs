using System.Buffers;
using Penstock.Dialects;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.OpenAi;

/// <summary>Encodes chunks as OpenAI's stream events.</summary>
internal sealed class OpenAiFrameEncoder(Call call) : FrameEncoder
{
    private readonly ChatChunkWriter _writer = new(
        OpenAiProtocol.Head(call),
        call.State.Request is WireRequest { IncludeUsage: true });

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
