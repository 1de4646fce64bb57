using System.Buffers;
using Penstock.Dialects.Bedrock;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.Bedrock;

/// <summary>Encodes chunks as the events of <c>converse-stream</c>.</summary>
internal sealed class ConverseEncoder(Call call) : FrameEncoder
{
    private readonly ConverseStreamWriter _writer = new();

    public override void Write(Frame frame, IBufferWriter<byte> into)
    {
        _writer.Write(into, frame.Chunks);
        if (frame.Kind == FrameKind.Terminal)
        {
            _writer.WriteEnd(into, BedrockProtocol.Latency(call));
            call.State.AnswerDropped = _writer.Lost.Names;
        }
    }

    public override void Dispose() => _writer.Dispose();
}
