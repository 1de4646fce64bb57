using System.Text.Json;
using Penstock.Dialects.Predict.Elements;

namespace Penstock.Dialects.Predict.Clr;

/// <summary>Reads single values of one type.</summary>
internal sealed class TypedClrScalar<T, TElement> : ClrScalar
    where TElement : IElementReader<T>
{
    /// <inheritdoc/>
    internal override Fault? Read(ref Utf8JsonReader reader, out object? value)
    {
        var fits = TElement.TryRead(ref reader, out var typed, out var fault);
        value = fits ? typed : null;
        return fault;
    }
}
