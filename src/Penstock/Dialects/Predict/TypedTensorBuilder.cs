using System.Text.Json;
using Penstock.Dialects.Predict.Elements;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict;

/// <summary>Collects elements of one type into a flat array.</summary>
internal sealed class TypedTensorBuilder<T, TElement>(Field field) : TensorBuilder(field)
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
    internal override Tensor Build(long[] shape)
    {
        var count = 1L;
        foreach (var size in shape)
        {
            count *= size;
        }

        if (_data.Length != count)
        {
            Array.Resize(ref _data, (int)count);
        }

        return new Tensor(Field.Name, Field.Type, shape, _data);
    }
}
