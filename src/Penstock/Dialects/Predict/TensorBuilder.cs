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

    /// <summary>The tensor of a shape; places never put are zero.</summary>
    internal abstract Tensor Build(long[] shape);

    /// <summary>A builder of the field's element type, which holds each element against what is said of it.</summary>
    internal static TensorBuilder For(Field field) => ElementRules.For(field) is { } rules ? new RuledTensorBuilder(Plain(field), rules) : Plain(field);

    private static TensorBuilder Plain(Field field) => field.Type switch
    {
        DataType.Bool => new TypedTensorBuilder<bool, BoolElement>(field),
        DataType.Uint8 => new TypedTensorBuilder<byte, IntegerElement<byte>>(field),
        DataType.Uint16 => new TypedTensorBuilder<ushort, IntegerElement<ushort>>(field),
        DataType.Uint32 => new TypedTensorBuilder<uint, IntegerElement<uint>>(field),
        DataType.Uint64 => new TypedTensorBuilder<ulong, IntegerElement<ulong>>(field),
        DataType.Int8 => new TypedTensorBuilder<sbyte, IntegerElement<sbyte>>(field),
        DataType.Int16 => new TypedTensorBuilder<short, IntegerElement<short>>(field),
        DataType.Int32 => new TypedTensorBuilder<int, IntegerElement<int>>(field),
        DataType.Int64 => new TypedTensorBuilder<long, IntegerElement<long>>(field),
        DataType.Fp16 => new TypedTensorBuilder<Half, FloatElement<Half>>(field),
        DataType.Fp32 => new TypedTensorBuilder<float, FloatElement<float>>(field),
        DataType.Fp64 => new TypedTensorBuilder<double, FloatElement<double>>(field),
        DataType.Bf16 => new TypedTensorBuilder<ushort, Bf16Element>(field),
        DataType.Bytes => new TextTensorBuilder(field),
        _ => throw new InvalidOperationException($"The tensor '{field.Name}' has elements of type {field.Type}."),
    };
}
