using Penstock.Domain.Models;

namespace Penstock.Domain.Calls;

/// <summary>One value of a typed input or output.</summary>
/// <param name="Name">The name of the <see cref="Field"/> it is for.</param>
public abstract record NamedValue(string Name);

/// <summary>A sequence of maps, one a row: what ONNX's ZipMap makes of probabilities.</summary>
/// <param name="Name">The name of its field.</param>
/// <param name="Keys">The keys of every map, in the map's order: class labels, numbers written as text.</param>
/// <param name="Values">The values of each row in the order of the keys: <c>[rows, keys]</c>.</param>
public sealed record MapSequence(string Name, IReadOnlyList<string> Keys, Tensor Values) : NamedValue(Name)
{
    /// <summary>How many maps there are.</summary>
    public int Rows => (int)Values.Shape[0];
}

/// <summary>An argument of a C# function.</summary>
/// <param name="Name">The name of its field.</param>
/// <param name="Value">The value, of the field's <see cref="Field.ClrType"/>.</param>
public sealed record ClrValue(string Name, object? Value) : NamedValue(Name);

/// <summary>What a C# function gave, as JSON: written by the engine, so that a value that cannot be written is the engine's
/// error.</summary>
/// <param name="Name">The name of its field.</param>
/// <param name="Utf8">One JSON value.</param>
public sealed record JsonText(string Name, ReadOnlyMemory<byte> Utf8) : NamedValue(Name);
