using System.Buffers;
using Penstock.Dialects.Converse;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.Models;

/// <summary>Encodes chunks as the events of Penstock's own conversation.</summary>
internal sealed class ConverseEncoder(Call call) : FrameEncoder
{
    private readonly ConverseEvents _events = new(call.State.Model!.Id, call.Id);

    public override void Write(Frame frame, IBufferWriter<byte> into)
    {
        _events.Write(into, frame.Chunks);
        if (frame.Kind == FrameKind.Terminal)
        {
            _events.WriteEnd(into);
            call.State.AnswerDropped = _events.Lost.Names;
        }
    }

    public override void Dispose() => _events.Dispose();
}
