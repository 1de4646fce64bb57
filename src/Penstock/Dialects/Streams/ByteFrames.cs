using Penstock.Domain.Calls;

namespace Penstock.Dialects.Streams;

/// <summary>A body without events, say a sound, as frames: every piece as it came. HTTP's own framing says whether it is whole.</summary>
/// <param name="body">The provider's body; owned.</param>
/// <param name="dialect">The dialect.</param>
/// <param name="source">Where it comes from.</param>
internal sealed class ByteFrames(Stream body, string dialect, AnswerSource source) : FrameStream
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly ByteFrame _frame = new(dialect);
    private bool _over;

    public override IReadOnlyList<KeyValuePair<string, string>> Headers => source.Headers;

    public override string? ContentType => source.ContentType;

    public override async ValueTask<Frame?> ReadAsync(CancellationToken ct)
    {
        if (_over)
        {
            return null;
        }

        try
        {
            var read = await body.ReadAsync(_buffer, ct);
            _over = read == 0;
            return _frame.With(_buffer.AsMemory(0, read));
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            _over = true;
            return new ErrorFrame(new CallError(ErrorKind.ProviderCut, "The provider's connection broke off in the middle of its answer."));
        }
    }

    public override ValueTask DisposeAsync()
    {
        _over = true;
        return body.DisposeAsync();
    }

    private sealed class ByteFrame(string dialect) : Frame
    {
        public override string Dialect => dialect;

        public ByteFrame With(ReadOnlyMemory<byte> bytes)
        {
            (Kind, Raw) = (bytes.IsEmpty ? FrameKind.Terminal : FrameKind.Data, bytes);
            return this;
        }
    }
}
