using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Penstock.Dialects.Numbers;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict;

/// <summary>
/// Writes elements as JSON. Numbers are the shortest text that reads back as the same value of their own type; NaN and the
/// infinities are strings, which the reader takes for them again: null would lose which of them it was.
/// </summary>
internal static class TensorWriter
{
    /// <summary>Writes a part of a tensor as nested arrays.</summary>
    /// <param name="writer">Writes into <paramref name="to"/>.</param>
    /// <param name="to">Where the writer writes.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="shape">The sizes of the part; none for a single element.</param>
    /// <param name="offset">The part's first element.</param>
    internal static void Write(Utf8JsonWriter writer, IBufferWriter<byte> to, Tensor tensor, ReadOnlySpan<long> shape, int offset)
    {
        if (shape.IsEmpty)
        {
            WriteElement(writer, tensor, offset);
            return;
        }

        writer.WriteStartArray();
        if (NumberArrayWriter.Takes(tensor.Type))
        {
            // The writer is asked for the brackets, so that it knows of the array, and for nothing between them.
            writer.Flush();
            NumberArrayWriter.WriteItems(to, tensor, shape, offset);
        }
        else
        {
            var inner = shape[1..];
            var step = Tensor.CountOf(inner);
            for (var i = 0; i < shape[0]; i++)
            {
                Write(writer, to, tensor, inner, offset + (int)(i * step));
            }
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes as many elements as there are names, as an object.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="names">The members' names.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="offset">The first member's element.</param>
    /// <param name="classes">The names that numbers among <paramref name="names"/> stand for; none when they stand for themselves.</param>
    internal static void WriteNamed(
        Utf8JsonWriter writer, IReadOnlyList<string> names, Tensor tensor, int offset, IReadOnlyList<string>? classes = null)
    {
        writer.WriteStartObject();
        for (var i = 0; i < names.Count; i++)
        {
            writer.WritePropertyName(
                classes is { Count: > 0 } && int.TryParse(names[i], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                && index < classes.Count ? classes[index] : names[i]);
            WriteElement(writer, tensor, offset + i);
        }

        writer.WriteEndObject();
    }

    private static void WriteElement(Utf8JsonWriter writer, Tensor tensor, int index)
    {
        Span<byte> text = stackalloc byte[NumberWriter.MostBytes];
        var length = 0;
        switch (tensor.Type)
        {
            case DataType.Bytes:
                WriteText(writer, tensor.Texts.Span[index].Span);
                return;
            case DataType.Fp32:
                length = NumberWriter.Write(tensor.Elements<float>()[index], text);
                break;
            case DataType.Fp64:
                length = NumberWriter.Write(tensor.Elements<double>()[index], text);
                break;
            case DataType.Fp16:
                length = NumberWriter.Write(tensor.Elements<Half>()[index], text);
                break;
            case DataType.Bf16:
                length = NumberWriter.Write(BitConverter.UInt32BitsToSingle((uint)tensor.Elements<ushort>()[index] << 16), text);
                break;
            case DataType.Bool:
                writer.WriteBooleanValue(tensor.Data.Span[index] != 0);
                return;
            case DataType.Uint64:
                writer.WriteNumberValue(tensor.Elements<ulong>()[index]);
                return;
            default:
                writer.WriteNumberValue(IntegerAt(tensor, index));
                return;
        }

        writer.WriteRawValue(text[..length], skipInputValidation: true);
    }

    /// <summary>An element of an integer tensor that fits 64 bits with a sign.</summary>
    internal static long IntegerAt(Tensor tensor, int index) => tensor.Type switch
    {
        DataType.Uint8 => tensor.Data.Span[index],
        DataType.Int8 => tensor.Elements<sbyte>()[index],
        DataType.Uint16 => tensor.Elements<ushort>()[index],
        DataType.Int16 => tensor.Elements<short>()[index],
        DataType.Uint32 => tensor.Elements<uint>()[index],
        DataType.Int32 => tensor.Elements<int>()[index],
        DataType.Int64 => tensor.Elements<long>()[index],
        _ => throw new InvalidOperationException($"{tensor.Type} is no integer that fits 64 bits with a sign."),
    };

    // What is not UTF-8 cannot be written as JSON: its bytes become U+FFFD.
    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text))
        {
            writer.WriteStringValue(text);
        }
        else
        {
            writer.WriteStringValue(Encoding.UTF8.GetString(text));
        }
    }
}
