using System.Buffers;
using System.Buffers.Text;
using Penstock.Dialects.Bedrock.Native;
using Penstock.Dialects.EventStreams;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.Bedrock;

/// <summary>Encodes chunks as the events of <c>invoke-with-response-stream</c>: each <c>chunk</c> holds a piece of the model's family, in base64.</summary>
/// <param name="call">The call.</param>
/// <param name="pieces">What writes the pieces; null for a stream whose own bytes go on, at whose end nothing is left to say.</param>
internal sealed class NativeEncoder(Call call, NativePieces? pieces) : FrameEncoder
{
    private readonly bool _ofThisDialect = call.State.ResponseBytes > 0;

    public override void Write(Frame frame, IBufferWriter<byte> into)
    {
        if (pieces is null || _ofThisDialect)
        {
            return;
        }

        WriteAll(pieces.Write(frame.Chunks), into);
        if (frame.Kind == FrameKind.Terminal)
        {
            WriteAll(pieces.WriteEnd(BedrockProtocol.Latency(call)), into);
            call.State.AnswerDropped = pieces.Lost.Names;
        }
    }

    public override void Dispose() => pieces?.Dispose();

    private static void WriteAll(IEnumerable<byte[]> written, IBufferWriter<byte> into)
    {
        foreach (var piece in written)
        {
            var base64 = new byte[Base64.GetMaxEncodedToUtf8Length(piece.Length)];
            Base64.EncodeToUtf8(piece, base64, out _, out var length);
            EventStreamWriter.WriteEvent(into, "chunk"u8, [.. "{\"bytes\":\""u8, .. base64.AsSpan(0, length), .. "\"}"u8]);
        }
    }
}
