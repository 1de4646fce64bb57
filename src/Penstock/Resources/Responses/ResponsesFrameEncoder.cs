using System.Buffers;
using Penstock.Dialects.Responses;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.Responses;

/// <summary>Encodes chunks as the events of a response.</summary>
internal sealed class ResponsesFrameEncoder(Call call) : FrameEncoder
{
    private readonly ResponsesEventWriter _writer = new(ResponsesProtocol.Head(call));

    /// <summary>The whole response, once it has ended.</summary>
    public ReadOnlyMemory<byte> Response => _writer.Response;

    public override void Write(Frame frame, IBufferWriter<byte> into)
    {
        _writer.Write(into, frame.Chunks);
        if (frame.Kind == FrameKind.Terminal)
        {
            _writer.WriteEnd(into);
            call.State.AnswerDropped = _writer.Lost.Names;
        }
    }

    // It is numbered as what came before.
    public override bool TryWriteError(CallError error, IBufferWriter<byte> into)
    {
        _writer.WriteError(into, error);
        return true;
    }

    public override void Dispose() => _writer.Dispose();
}
