using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Penstock.Dialects.Predict.Elements;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict;

/// <summary>Collects elements of one type of a fixed size, in rented memory.</summary>
internal sealed class TypedTensorBuilder<T, TElement>(Field field, TensorMemory memory) : TensorBuilder(field)
    where T : unmanaged
    where TElement : IElementReader<T>
{
    private const int LeastElements = 16;
    private byte[] _bytes = [];

    // Places from here on hold what the memory held before.
    private int _known;
    private int _expected;

    /// <inheritdoc/>
    internal override void Expect(long elements) => _expected = (int)Math.Min(MaxElements, elements);

    /// <inheritdoc/>
    internal override Fault? Put(ref Utf8JsonReader reader, int index)
    {
        if ((uint)index >= MaxElements)
        {
            return Fault.TooMany;
        }

        if (!TElement.TryRead(ref reader, out var value, out var fault))
        {
            return fault;
        }

        Know(index);
        Room(index)[index] = value;
        _known = Math.Max(_known, index + 1);
        return null;
    }

    /// <inheritdoc/>
    /// <remarks>One large array is a long loop: it is not to wait for the tiers.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override NumberRun Take(ReadOnlySpan<byte> json, int at, int index)
    {
        if (index >= MaxElements)
        {
            return new NumberRun(at, 0, false);
        }

        var first = index;
        Know(index);
        var places = Room(index);
        var next = at = NumberRun.SkipSpace(json, at);
        var closed = false;
        while (!closed && index < MaxElements)
        {
            if (index >= places.Length)
            {
                _known = index;
                places = Room(index);
            }

            var length = TElement.Take(json[at..], out var value);
            next = at + length;
            if (length == 0 || !NumberRun.TryNext(json, ref next, out closed))
            {
                break;
            }

            places[index++] = value;
            at = next;
        }

        _known = Math.Max(_known, index);
        return new NumberRun(at, index - first, closed);
    }

    /// <inheritdoc/>
    internal override Tensor Build(long[] shape)
    {
        var count = (int)Tensor.CountOf(shape);
        Know(count);
        return new(Field.Name, Field.Type, shape, _bytes.AsMemory(0, count * Unsafe.SizeOf<T>()));
    }

    // Places that are passed over are zero.
    private void Know(int index)
    {
        if (index > _known)
        {
            Room(index - 1)[_known..index].Clear();
            _known = index;
        }
    }

    private Span<T> Room(int index)
    {
        var size = Unsafe.SizeOf<T>();
        if (index >= _bytes.Length / size)
        {
            var elements = (int)Math.Min(MaxElements, Math.Max(Math.Max(index + 1L, LeastElements), Math.Max(2L * _bytes.Length / size, _expected)));
            _bytes = _bytes.Length == 0 ? memory.Rent(elements * size) : memory.Grow(_bytes, _known * size, elements * size);
        }

        return MemoryMarshal.Cast<byte, T>(_bytes.AsSpan());
    }
}
