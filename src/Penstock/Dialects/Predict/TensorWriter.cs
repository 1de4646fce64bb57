using System.Globalization;
using System.Text.Json;
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
    internal static void Write(Utf8JsonWriter writer, DataType type, Array data, ReadOnlySpan<long> shape, int offset)
    {
        if (shape.IsEmpty)
        {
            WriteElement(writer, type, data, offset);
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
            Write(writer, type, data, inner, offset + (int)(i * step));
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes as many elements as there are names, as an object.</summary>
    internal static void WriteNamed(Utf8JsonWriter writer, IReadOnlyList<string> names, DataType type, Array data, int offset)
    {
        writer.WriteStartObject();
        for (var i = 0; i < names.Count; i++)
        {
            writer.WritePropertyName(names[i]);
            WriteElement(writer, type, data, offset + i);
        }

        writer.WriteEndObject();
    }

    // By the type and not by the array's: to the runtime a ulong[] also is a long[].
    private static void WriteElement(Utf8JsonWriter writer, DataType type, Array data, int index)
    {
        switch (type)
        {
            case DataType.Fp32:
                WriteFloat(writer, ((float[])data)[index]);
                break;
            case DataType.Int64:
                writer.WriteNumberValue(((long[])data)[index]);
                break;
            case DataType.Bytes:
                writer.WriteStringValue(((string[])data)[index]);
                break;
            case DataType.Fp64:
                WriteDouble(writer, ((double[])data)[index]);
                break;
            case DataType.Bool:
                writer.WriteBooleanValue(((bool[])data)[index]);
                break;
            case DataType.Fp16:
                WriteHalf(writer, ((Half[])data)[index]);
                break;
            case DataType.Bf16:
                WriteFloat(writer, BitConverter.UInt32BitsToSingle((uint)((ushort[])data)[index] << 16));
                break;
            case DataType.Uint64:
                writer.WriteNumberValue(((ulong[])data)[index]);
                break;
            default:
                writer.WriteNumberValue(Convert.ToInt64(data.GetValue(index), CultureInfo.InvariantCulture));
                break;
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
