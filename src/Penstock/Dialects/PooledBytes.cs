using System.Buffers;

namespace Penstock.Dialects;

/// <summary>Bytes in rented memory, contiguous, growing up to a bound. Whoever holds it disposes it once.</summary>
/// <param name="capacity">How many bytes to begin with.</param>
/// <param name="pool">Where memory is rented; null for the pool that all share.</param>
internal sealed class PooledBytes(int capacity = 0, ArrayPool<byte>? pool = null) : IBufferWriter<byte>, IDisposable
{
    private readonly ArrayPool<byte> _pool = pool ?? ArrayPool<byte>.Shared;
    private byte[] _array = (pool ?? ArrayPool<byte>.Shared).Rent(Math.Max(capacity, 256));

    /// <summary>How many bytes it holds.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Memory => _array.AsMemory(0, Length);

    /// <summary>Room for at least <paramref name="size"/> more bytes.</summary>
    public Memory<byte> Free(int size = 1)
    {
        if (_array.Length - Length < size)
        {
            var larger = _pool.Rent(Math.Max(_array.Length * 2, Length + size));
            Memory.CopyTo(larger);
            _pool.Return(_array);
            _array = larger;
        }

        return _array.AsMemory(Length);
    }

    /// <summary>Counts bytes that were written into <see cref="Free"/>.</summary>
    public void Advance(int count) => Length += count;

    /// <summary>Drops bytes from the front.</summary>
    public void Drop(int count)
    {
        Memory[count..].CopyTo(_array);
        Length -= count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => Free(Math.Max(sizeHint, 1));

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => Free(Math.Max(sizeHint, 1)).Span;

    /// <inheritdoc/>
    public void Dispose()
    {
        var array = Interlocked.Exchange(ref _array, []);
        Length = 0;
        if (array.Length > 0)
        {
            _pool.Return(array);
        }
    }
}
