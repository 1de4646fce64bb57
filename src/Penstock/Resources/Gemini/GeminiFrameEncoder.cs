using System.Buffers;
using Penstock.Dialects.Gemini;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.Gemini;

/// <summary>Encodes chunks as Gemini's responses.</summary>
internal sealed class GeminiFrameEncoder(Call call, bool array) : FrameEncoder
{
    private readonly GeminiChunkWriter _writer = new(call.State.Model!.Id, call.Id, array);
    private readonly bool _ofThisDialect = call.State.FirstByte != 0 && call.State.ResponseBytes > 0;

    public override void Write(Frame frame, IBufferWriter<byte> into)
    {
        _writer.Write(into, frame.Chunks);
        if (frame.Kind == FrameKind.Terminal && !_ofThisDialect)
        {
            _writer.WriteEnd(into);
            call.State.AnswerDropped = _writer.Lost.Names;
        }
    }

    public override void Dispose() => _writer.Dispose();
}
