using System.Text.Json;
using Penstock.Dialects.Predict.Elements;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict;

/// <summary>Collects the elements of one tensor.</summary>
internal abstract class TensorBuilder
{
    /// <summary>How many elements a tensor may have.</summary>
    internal const int MaxElements = 16 * 1024 * 1024;

    private protected TensorBuilder(Field field) => Field = field;

    internal Field Field { get; }

    /// <summary>Reads the value the reader stands at into a place; null when it fits.</summary>
    internal abstract Fault? Put(ref Utf8JsonReader reader, int index);

    /// <summary>
    /// Reads plain numbers straight from the body, with the same result as <see cref="Put"/>, until the list ends or something
    /// comes that is to be looked at more closely, a mistake or a comma too many.
    /// </summary>
    /// <param name="json">The body.</param>
    /// <param name="at">Behind the list's opening bracket.</param>
    /// <param name="index">The place of its first element.</param>
    internal virtual NumberRun Take(ReadOnlySpan<byte> json, int at, int index) => new(at, 0, false);

    /// <summary>Says how many elements there will be, as far as one can tell.</summary>
    internal virtual void Expect(long elements)
    {
    }

    /// <summary>The tensor of a shape; places never put are zero.</summary>
    internal abstract Tensor Build(long[] shape);

    /// <summary>A builder of the field's element type.</summary>
    /// <param name="field">The input.</param>
    /// <param name="memory">Where the elements go; the tensor lives as long.</param>
    internal static TensorBuilder For(Field field, TensorMemory memory) => field.Type switch
    {
        DataType.Bool => new TypedTensorBuilder<bool, BoolElement>(field, memory),
        DataType.Uint8 => new TypedTensorBuilder<byte, IntegerElement<byte>>(field, memory),
        DataType.Uint16 => new TypedTensorBuilder<ushort, IntegerElement<ushort>>(field, memory),
        DataType.Uint32 => new TypedTensorBuilder<uint, IntegerElement<uint>>(field, memory),
        DataType.Uint64 => new TypedTensorBuilder<ulong, IntegerElement<ulong>>(field, memory),
        DataType.Int8 => new TypedTensorBuilder<sbyte, IntegerElement<sbyte>>(field, memory),
        DataType.Int16 => new TypedTensorBuilder<short, IntegerElement<short>>(field, memory),
        DataType.Int32 => new TypedTensorBuilder<int, IntegerElement<int>>(field, memory),
        DataType.Int64 => new TypedTensorBuilder<long, IntegerElement<long>>(field, memory),
        DataType.Fp16 => new TypedTensorBuilder<Half, FloatElement<Half>>(field, memory),
        DataType.Fp32 => new TypedTensorBuilder<float, FloatElement<float>>(field, memory),
        DataType.Fp64 => new TypedTensorBuilder<double, FloatElement<double>>(field, memory),
        DataType.Bf16 => new TypedTensorBuilder<ushort, Bf16Element>(field, memory),
        DataType.Bytes => new TextTensorBuilder(field),
        _ => throw new InvalidOperationException($"The tensor '{field.Name}' has elements of type {field.Type}."),
    };
}
