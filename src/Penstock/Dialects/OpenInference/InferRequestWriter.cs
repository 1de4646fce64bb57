using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.OpenInference;

/// <summary>Writes a typed input as an inference request to another server of the protocol.</summary>
internal static class InferRequestWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes a request.</summary>
    /// <param name="into">Where to.</param>
    /// <param name="input">The input; tensors, as such a server's signature has nothing else.</param>
    /// <param name="id">The call's id.</param>
    /// <param name="binary">Whether tensors go, and are asked for, as bytes: for servers with the extension <c>binary_tensor_data</c>.</param>
    /// <returns>How many bytes the JSON has, when there are tensors behind it; null when all is JSON.</returns>
    internal static int? Write(IBufferWriter<byte> into, PredictInput input, string id, bool binary)
    {
        var tensors = new WireTensor[input.Values.Count];
        for (var i = 0; i < tensors.Length; i++)
        {
            tensors[i] = new WireTensor((Tensor)input.Values[i], binary);
        }

        var json = new CountedBytes(into);
        using var writer = new Utf8JsonWriter(json, Options);
        writer.WriteStartObject();
        writer.WriteString("id"u8, id);
        WriteParameters(writer, input, binary);
        writer.WritePropertyName("inputs"u8);
        InferWriter.WriteJson(writer, json, tensors);
        if (input.Outputs is { Count: > 0 } outputs)
        {
            writer.WriteStartArray("outputs"u8);
            foreach (var name in outputs)
            {
                writer.WriteStartObject();
                writer.WriteString("name"u8, name);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.Flush();
        InferWriter.WriteBinary(into, tensors);
        return binary && tensors.Length > 0 ? json.Count : null;
    }

    private static void WriteParameters(Utf8JsonWriter writer, PredictInput input, bool binary)
    {
        writer.WriteStartObject("parameters"u8);
        foreach (var (name, json) in input.Parameters)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(json, skipInputValidation: true);
        }

        if (binary)
        {
            writer.WriteBoolean("binary_data_output"u8, true);
        }

        if (input.Priority > 0)
        {
            writer.WriteNumber("priority"u8, input.Priority);
        }

        if (input.QueueTimeout is { } timeout)
        {
            writer.WriteNumber("timeout"u8, (long)timeout.TotalMicroseconds);
        }

        writer.WriteEndObject();
    }
}
