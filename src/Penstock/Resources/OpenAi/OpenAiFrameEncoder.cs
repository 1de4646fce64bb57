using System.Buffers;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.OpenAi;

/// <summary>Encodes chunks as OpenAI's stream events.</summary>
internal sealed class OpenAiFrameEncoder(Call call) : FrameEncoder
{
    private readonly ChatChunkWriter _writer = new(
        OpenAiProtocol.Head(call),
        call.State.Request is OpenAiRequest { IncludeUsage: true });

    public override void Write(Frame frame, IBufferWriter<byte> into)
    {
        if (frame.Kind == FrameKind.Terminal)
        {
            _writer.WriteEnd(into);
        }
        else
        {
            _writer.Write(into, frame.Chunks);
        }
    }

    public override void Dispose() => _writer.Dispose();
}
