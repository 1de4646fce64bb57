using System.Buffers;

namespace Penstock.Dialects.OpenInference;

/// <summary>Counts what is written through it.</summary>
internal sealed class CountedBytes(IBufferWriter<byte> into) : IBufferWriter<byte>
{
    /// <summary>How many bytes were written.</summary>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        into.Advance(count);
        Count += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => into.GetMemory(sizeHint);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => into.GetSpan(sizeHint);
}
