using System.Text.Json;
using Penstock.Dialects.Predict.Elements;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict;

/// <summary>Collects texts.</summary>
internal sealed class TextTensorBuilder(Field field) : TensorBuilder(field)
{
    private ReadOnlyMemory<byte>[] _texts = new ReadOnlyMemory<byte>[4];

    /// <inheritdoc/>
    internal override Fault? Put(ref Utf8JsonReader reader, int index)
    {
        if ((uint)index >= MaxElements)
        {
            return Fault.TooMany;
        }

        if (!Utf8Element.TryRead(ref reader, out var value, out var fault))
        {
            return fault;
        }

        if (index >= _texts.Length)
        {
            Array.Resize(ref _texts, Math.Min(MaxElements, Math.Max(index + 1, 2 * _texts.Length)));
        }

        _texts[index] = value;
        return null;
    }

    /// <inheritdoc/>
    internal override Tensor Build(long[] shape) => new(Field.Name, shape, _texts.AsMemory(0, (int)Tensor.CountOf(shape)));
}
