using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict;

/// <summary>
/// Writes elements as JSON. Numbers are the shortest text that reads back as the same value of their own type. JSON has no
/// word for NaN and the infinities: they are the strings <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c>, which the
/// reader takes for them again; null would lose which of them it was.
/// </summary>
internal static class TensorWriter
{
    /// <summary>Writes a part of a tensor as nested arrays.</summary>
    internal static void Write(Utf8JsonWriter writer, Tensor tensor, ReadOnlySpan<long> shape, int offset)
    {
        if (shape.IsEmpty)
        {
            WriteElement(writer, tensor, offset);
            return;
        }

        var inner = shape[1..];
        var step = 1L;
        foreach (var length in inner)
        {
            step *= length;
        }

        writer.WriteStartArray();
        for (var i = 0; i < shape[0]; i++)
        {
            Write(writer, tensor, inner, offset + (int)(i * step));
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes as many elements as there are names, as an object.</summary>
    internal static void WriteNamed(Utf8JsonWriter writer, IReadOnlyList<string> names, Tensor tensor, int offset)
    {
        writer.WriteStartObject();
        for (var i = 0; i < names.Count; i++)
        {
            writer.WritePropertyName(names[i]);
            WriteElement(writer, tensor, offset + i);
        }

        writer.WriteEndObject();
    }

    private static void WriteElement(Utf8JsonWriter writer, Tensor tensor, int index)
    {
        switch (tensor.Type)
        {
            case DataType.Fp32:
                WriteFloat(writer, tensor.Elements<float>()[index]);
                break;
            case DataType.Int64:
                writer.WriteNumberValue(tensor.Elements<long>()[index]);
                break;
            case DataType.Bytes:
                WriteText(writer, tensor.Texts.Span[index].Span);
                break;
            case DataType.Fp64:
                WriteDouble(writer, tensor.Elements<double>()[index]);
                break;
            case DataType.Bool:
                writer.WriteBooleanValue(tensor.Data.Span[index] != 0);
                break;
            case DataType.Fp16:
                WriteHalf(writer, tensor.Elements<Half>()[index]);
                break;
            case DataType.Bf16:
                WriteFloat(writer, BitConverter.UInt32BitsToSingle((uint)tensor.Elements<ushort>()[index] << 16));
                break;
            case DataType.Uint64:
                writer.WriteNumberValue(tensor.Elements<ulong>()[index]);
                break;
            default:
                writer.WriteNumberValue(IntegerAt(tensor, index));
                break;
        }
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

    private static void WriteFloat(Utf8JsonWriter writer, float value)
    {
        if (float.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            WriteWord(writer, value);
        }
    }

    private static void WriteDouble(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            WriteWord(writer, value);
        }
    }

    // As a single a half would need more digits than it has.
    private static void WriteHalf(Utf8JsonWriter writer, Half value)
    {
        if (Half.IsFinite(value))
        {
            writer.WriteRawValue(value.ToString(CultureInfo.InvariantCulture), skipInputValidation: true);
        }
        else
        {
            WriteWord(writer, (double)value);
        }
    }

    private static void WriteWord(Utf8JsonWriter writer, double value) =>
        writer.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
}
