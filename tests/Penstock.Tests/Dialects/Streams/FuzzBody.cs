namespace Penstock.Tests.Dialects.Streams;

/// <summary>A provider's body that comes in pieces of chance sizes and counts how often it is read; it may break off instead of ending.</summary>
/// <param name="bytes">The bytes.</param>
/// <param name="random">The sizes.</param>
internal sealed class FuzzBody(byte[] bytes, Random random) : Stream
{
    // Mostly one size for a whole stream: 1 byte, a few, or all at once.
    private readonly int _most = random.Next(4) switch { 0 => 1, 1 => 7, 2 => 200, _ => int.MaxValue };
    private readonly bool _breaks = random.Next(8) == 0;
    private int _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>How many reads there were.</summary>
    public int Reads { get; private set; }

    /// <summary>The most reads that a reader needs that never asks for less than there is room for.</summary>
    public int Pieces { get; private set; }

    /// <summary>Whether it was read to its end and broke off there.</summary>
    public bool BrokeOff { get; private set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Reads++;
        if (_at == bytes.Length)
        {
            BrokeOff = _breaks;
            return _breaks ? throw new IOException("The connection was reset.") : ValueTask.FromResult(0);
        }

        var piece = Math.Min(Math.Min(buffer.Length, bytes.Length - _at), _most == int.MaxValue ? _most : random.Next(1, _most + 1));
        bytes.AsSpan(_at, piece).CopyTo(buffer.Span);
        _at += piece;
        Pieces++;
        return ValueTask.FromResult(piece);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Reads are asynchronous here.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
