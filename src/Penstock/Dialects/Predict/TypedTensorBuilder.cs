using System.Runtime.InteropServices;
using System.Text.Json;
using Penstock.Dialects.Predict.Elements;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict;

/// <summary>Collects elements of one type of a fixed size.</summary>
internal sealed class TypedTensorBuilder<T, TElement>(Field field) : TensorBuilder(field)
    where T : unmanaged
    where TElement : IElementReader<T>
{
    private T[] _data = new T[4];

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

        if (index >= _data.Length)
        {
            Array.Resize(ref _data, Math.Min(MaxElements, Math.Max(index + 1, 2 * _data.Length)));
        }

        _data[index] = value;
        return null;
    }

    /// <inheritdoc/>
    internal override Tensor Build(long[] shape) =>
        new(Field.Name, Field.Type, shape, MemoryMarshal.AsBytes(_data.AsSpan(0, (int)Tensor.CountOf(shape))).ToArray());
}
