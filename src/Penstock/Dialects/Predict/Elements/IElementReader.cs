using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Penstock.Dialects.Predict.Elements;

/// <summary>Reads one JSON value as one element, by the lax table of pydantic (conversion table, JSON input, lax mode).</summary>
internal interface IElementReader<T>
{
    /// <summary>Reads the value the reader stands at; a list or an object is refused and not skipped.</summary>
    static abstract bool TryRead(ref Utf8JsonReader reader, [MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Fault? fault);

    /// <summary>Takes the plain number that the bytes begin with, when the value is what <see cref="TryRead"/> would give.</summary>
    /// <returns>How many bytes it takes; 0 when there is none, or one that needs a closer look.</returns>
    static virtual int Take(ReadOnlySpan<byte> json, [MaybeNull] out T value)
    {
        value = default;
        return 0;
    }
}
