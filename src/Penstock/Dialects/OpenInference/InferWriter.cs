using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.OpenInference;

/// <summary>Writes lists of tensors: the outputs of an answer, or the inputs of a request to another server.</summary>
internal static class InferWriter
{
    /// <summary>Writes tensors as the value of a member; those that are <see cref="WireTensor.Binary"/> only by their size. The writer writes into
    /// <paramref name="into"/>, and does not see all that is written there.</summary>
    internal static void WriteJson(Utf8JsonWriter writer, IBufferWriter<byte> into, IReadOnlyList<WireTensor> tensors)
    {
        writer.WriteStartArray();
        foreach (var one in tensors)
        {
            WriteTensor(writer, into, one);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes the bytes that belong behind the JSON, in the same order.</summary>
    internal static void WriteBinary(IBufferWriter<byte> into, IReadOnlyList<WireTensor> tensors)
    {
        foreach (var one in tensors)
        {
            if (!one.Binary)
            {
                continue;
            }

            if (one.Tensor.Type != DataType.Bytes)
            {
                into.Write(one.Tensor.Data.Span);
                continue;
            }

            foreach (var text in one.Tensor.Texts.Span)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(into.GetSpan(sizeof(uint)), (uint)text.Length);
                into.Advance(sizeof(uint));
                into.Write(text.Span);
            }
        }
    }

    private static void WriteTensor(Utf8JsonWriter writer, IBufferWriter<byte> into, WireTensor one)
    {
        var tensor = one.Tensor;

        // JSON has no way to write other bytes than texts; replaced by question marks nobody could get them back.
        var base64 = !one.Binary && tensor.Type == DataType.Bytes && (one.Base64 || HasOtherBytes(tensor));
        writer.WriteStartObject();
        writer.WriteString("name"u8, tensor.Name);
        writer.WriteString("datatype"u8, DatatypeNames.Of(tensor.Type));
        writer.WriteStartArray("shape"u8);
        foreach (var size in tensor.Shape)
        {
            writer.WriteNumberValue(size);
        }

        writer.WriteEndArray();
        if (one.Binary || base64 || one.Classes is not null)
        {
            writer.WriteStartObject("parameters"u8);
            if (one.Binary)
            {
                writer.WriteNumber("binary_data_size"u8, SizeOf(tensor));
            }

            if (base64)
            {
                writer.WriteString("content_type"u8, "base64"u8);
            }

            if (one.Classes is not null)
            {
                writer.WriteString("classes"u8, ClassNames.Json(one.Classes));
            }

            writer.WriteEndObject();
        }

        if (base64)
        {
            writer.WriteStartArray("data"u8);
            foreach (var text in tensor.Texts.Span)
            {
                writer.WriteBase64StringValue(text.Span);
            }

            writer.WriteEndArray();
        }
        else if (!one.Binary)
        {
            writer.WritePropertyName("data"u8);
            TensorWriter.Write(writer, into, tensor, [tensor.Count], 0);
        }

        writer.WriteEndObject();
    }

    private static long SizeOf(Tensor tensor)
    {
        if (tensor.Type != DataType.Bytes)
        {
            return tensor.Data.Length;
        }

        var size = 0L;
        foreach (var text in tensor.Texts.Span)
        {
            size += sizeof(uint) + text.Length;
        }

        return size;
    }

    private static bool HasOtherBytes(Tensor tensor)
    {
        foreach (var text in tensor.Texts.Span)
        {
            if (!Utf8.IsValid(text.Span))
            {
                return true;
            }
        }

        return false;
    }
}
