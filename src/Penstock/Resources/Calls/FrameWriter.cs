using System.Buffers;
using System.IO.Pipelines;
using Penstock.Dialects.Governed;
using Penstock.Domain.Calls;

namespace Penstock.Resources.Calls;

/// <summary>Writes a stream's frames: raw bytes with the public model name put in where the dialects match, encoded chunks otherwise.</summary>
internal sealed class FrameWriter(Call call, CallProtocol protocol, PipeWriter output) : IDisposable
{
    private readonly byte[] _model = BodyEdits.Quote(call.State.Model!.Id);
    private readonly ArrayBufferWriter<byte> _encoded = new();
    private FrameEncoder? _encoder;

    /// <summary>What encodes the frames; null while none had to be.</summary>
    public FrameEncoder? Encoder => _encoder;

    /// <summary>Encodes a frame that is about to be released, and counts it.</summary>
    public void Count(Frame frame)
    {
        if (call.State.FirstByte == 0)
        {
            call.State.FirstByte = call.Time.GetTimestamp();
        }

        if (frame.Dialect == protocol.Dialect)
        {
            call.State.AnswerCopy?.Add(frame.Raw.Span);
            call.State.ResponseBytes += frame.Raw.Length;
            if (!frame.ModelValue.Equals(default))
            {
                call.State.ResponseBytes += _model.Length - (frame.ModelValue.End.Value - frame.ModelValue.Start.Value);
            }

            return;
        }

        _encoder ??= protocol.Encoder(call);
        _encoded.ResetWrittenCount();
        _encoder.Write(frame, _encoded);
        call.State.AnswerCopy?.Add(_encoded.WrittenSpan);
        call.State.ResponseBytes += _encoded.WrittenCount;
    }

    /// <summary>Writes the frame that was counted last.</summary>
    public void Write(Frame frame)
    {
        if (frame.Dialect != protocol.Dialect)
        {
            output.Write(_encoded.WrittenSpan);
            return;
        }

        WriteRaw(frame);
    }

    /// <summary>Writes the event that says the stream failed: the provider's own where there is one.</summary>
    public void WriteError(Frame frame)
    {
        if (frame.Dialect == protocol.Dialect && !frame.Raw.IsEmpty)
        {
            WriteRaw(frame);
        }
        else if (_encoder?.TryWriteError(frame.Error!, output) != true)
        {
            protocol.WriteStreamError(call, frame.Error!, output);
        }
    }

    /// <summary>Hands everything written to the connection.</summary>
    public ValueTask<FlushResult> FlushAsync() => output.FlushAsync();

    /// <inheritdoc/>
    public void Dispose() => _encoder?.Dispose();

    private void WriteRaw(Frame frame)
    {
        var raw = frame.Raw.Span;
        if (frame.ModelValue.Equals(default))
        {
            output.Write(raw);
            return;
        }

        output.Write(raw[..frame.ModelValue.Start.Value]);
        output.Write(_model);
        output.Write(raw[frame.ModelValue.End.Value..]);
    }
}
