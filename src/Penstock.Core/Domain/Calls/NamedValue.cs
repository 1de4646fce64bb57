using Penstock.Domain.Models;

namespace Penstock.Domain.Calls;

/// <summary>One value of a typed input or output.</summary>
/// <param name="Name">The name of the <see cref="Field"/> it is for.</param>
public abstract record NamedValue(string Name);

/// <summary>A tensor, row-major.</summary>
/// <param name="Name">The name of its field.</param>
/// <param name="Type">The type of its elements; never <see cref="DataType.Json"/>.</param>
/// <param name="Shape">Its sizes, outermost first; empty for a scalar.</param>
/// <param name="Data">
/// Its elements, as many as the shape says: <c>bool[]</c>, <c>byte[]</c>, <c>ushort[]</c>, <c>uint[]</c>, <c>ulong[]</c>, <c>sbyte[]</c>,
/// <c>short[]</c>, <c>int[]</c>, <c>long[]</c>, <c>Half[]</c>, <c>float[]</c>, <c>double[]</c>, <c>string[]</c>;
/// for <see cref="DataType.Bf16"/> <c>ushort[]</c>, the upper halves of the singles.
/// </param>
public sealed record Tensor(string Name, DataType Type, long[] Shape, Array Data) : NamedValue(Name);

/// <summary>A sequence of maps, one a row: what ONNX's ZipMap makes of probabilities.</summary>
/// <param name="Name">The name of its field.</param>
/// <param name="Keys">The keys of every map, in the map's order: class labels, numbers written as text.</param>
/// <param name="Rows">The values of each row, in the order of the keys.</param>
public sealed record MapSequence(string Name, IReadOnlyList<string> Keys, IReadOnlyList<float[]> Rows) : NamedValue(Name);

/// <summary>An argument of a C# function.</summary>
/// <param name="Name">The name of its field.</param>
/// <param name="Value">The value, of the field's <see cref="Field.ClrType"/>.</param>
public sealed record ClrValue(string Name, object? Value) : NamedValue(Name);

/// <summary>What a C# function gave, as JSON: written by the engine, so that a value that cannot be written is the engine's
/// error.</summary>
/// <param name="Name">The name of its field.</param>
/// <param name="Utf8">One JSON value.</param>
public sealed record JsonText(string Name, ReadOnlyMemory<byte> Utf8) : NamedValue(Name);
