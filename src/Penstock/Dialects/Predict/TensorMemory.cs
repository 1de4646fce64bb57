using System.Buffers;

namespace Penstock.Dialects.Predict;

/// <summary>
/// The rented memory of one input's tensors, given back all at once and only once. It must not be given back while anything may
/// still read the tensors: whoever runs a model has come back before.
/// </summary>
/// <param name="pool">Where it is rented; null for the pool that all share.</param>
internal sealed class TensorMemory(ArrayPool<byte>? pool = null) : IDisposable
{
    private readonly ArrayPool<byte> _pool = pool ?? ArrayPool<byte>.Shared;
    private byte[]?[]? _rented = new byte[]?[1];

    /// <summary>Rents memory, which holds anything.</summary>
    /// <param name="size">How many bytes at least.</param>
    internal byte[] Rent(int size)
    {
        ObjectDisposedException.ThrowIf(_rented is null, this);
        var at = Array.IndexOf(_rented, null);
        if (at < 0)
        {
            at = _rented.Length;
            Array.Resize(ref _rented, 2 * at);
        }

        return _rented[at] = _pool.Rent(size);
    }

    /// <summary>Rents more in place of what was rented before.</summary>
    /// <param name="old">What was rented before, given back here.</param>
    /// <param name="used">How much of it is kept.</param>
    /// <param name="size">How many bytes at least.</param>
    internal byte[] Grow(byte[] old, int used, int size)
    {
        var larger = Rent(size);
        old.AsSpan(0, used).CopyTo(larger);
        var at = Array.IndexOf(_rented!, old);
        if (at >= 0)
        {
            _rented![at] = null;
            _pool.Return(old);
        }

        return larger;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var array in Interlocked.Exchange(ref _rented, null) ?? [])
        {
            if (array is not null)
            {
                _pool.Return(array);
            }
        }
    }
}
