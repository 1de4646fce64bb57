namespace Penstock.Tests.Dialects.Streams;

/// <summary>A stream that gives its pieces one read each, and then the end or an exception.</summary>
internal sealed class PiecesStream(IEnumerable<byte[]> pieces, Exception? fault = null) : Stream
{
    private readonly Queue<byte[]> _pieces = new(pieces.Where(piece => piece.Length > 0));

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_pieces.TryPeek(out var piece))
        {
            return fault is null ? ValueTask.FromResult(0) : throw fault;
        }

        if (piece.Length > buffer.Length)
        {
            // The rest comes first with the next read.
            piece.AsMemory(0, buffer.Length).CopyTo(buffer);
            byte[][] left = [piece[buffer.Length..], .. _pieces.Skip(1)];
            _pieces.Clear();
            foreach (var rest in left)
            {
                _pieces.Enqueue(rest);
            }

            return ValueTask.FromResult(buffer.Length);
        }

        _pieces.Dequeue();
        piece.CopyTo(buffer);
        return ValueTask.FromResult(piece.Length);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Reads are asynchronous here.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
