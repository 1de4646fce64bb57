using System.Buffers;
using Penstock.Dialects.Anthropic;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.Anthropic;

/// <summary>Encodes chunks as Anthropic's stream events; a provider's sign of life becomes a <c>ping</c>.</summary>
internal sealed class AnthropicFrameEncoder(Call call) : FrameEncoder
{
    private readonly MessageEventWriter _writer = new(call.Id, call.State.Model!.Id);

    public override void Write(Frame frame, IBufferWriter<byte> into)
    {
        if (frame.Kind == FrameKind.KeepAlive)
        {
            into.Write(MessageEventWriter.Ping.Span);
            return;
        }

        _writer.Write(into, frame.Chunks);
        if (frame.Kind == FrameKind.Terminal)
        {
            _writer.WriteEnd(into);
            call.State.AnswerDropped = _writer.Lost.Names;
        }
    }

    public override void Dispose() => _writer.Dispose();
}
