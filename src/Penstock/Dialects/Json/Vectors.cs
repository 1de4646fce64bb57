using System.Buffers.Binary;
using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Json;

/// <summary>Vectors as lists of numbers, or as base64 of little-endian 32-bit floats.</summary>
internal static class Vectors
{
    /// <summary>Reads a vector in either form; null when it is none.</summary>
    public static float[]? Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.TryGetBytesFromBase64(out var bytes) && bytes.Length % sizeof(float) == 0 ? ReadFloats(bytes) : null,
        JsonValueKind.Array => ReadNumbers(value),
        _ => null,
    };

    /// <summary>Writes a vector; a number that is infinite or none is null as a number.</summary>
    public static void Write(Utf8JsonWriter writer, float[] vector, EmbeddingEncoding encoding)
    {
        if (encoding == EmbeddingEncoding.Base64)
        {
            var bytes = new byte[vector.Length * sizeof(float)];
            for (var i = 0; i < vector.Length; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
            }

            writer.WriteBase64StringValue(bytes);
            return;
        }

        writer.WriteStartArray();
        foreach (var number in vector)
        {
            if (float.IsFinite(number))
            {
                writer.WriteNumberValue(number);
            }
            else
            {
                writer.WriteNullValue();
            }
        }

        writer.WriteEndArray();
    }

    private static float[] ReadFloats(byte[] bytes)
    {
        var vector = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
        }

        return vector;
    }

    private static float[]? ReadNumbers(JsonElement array)
    {
        var vector = new float[array.GetArrayLength()];
        var i = 0;
        foreach (var number in array.EnumerateArray())
        {
            if (number.ValueKind == JsonValueKind.Null)
            {
                // JSON has no word for what is not a number: the writer writes null.
                vector[i] = float.NaN;
            }
            else if (number.ValueKind != JsonValueKind.Number || !number.TryGetSingle(out vector[i]))
            {
                return null;
            }

            i++;
        }

        return vector;
    }
}
