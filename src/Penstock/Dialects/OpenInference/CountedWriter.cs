using System.Buffers;

namespace Penstock.Dialects.OpenInference;

/// <summary>Counts the bytes that several writers put into one place.</summary>
internal sealed class CountedWriter(IBufferWriter<byte> inner) : IBufferWriter<byte>
{
    /// <summary>How many there are so far.</summary>
    internal int Count { get; private set; }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        Count += count;
        inner.Advance(count);
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);
}
