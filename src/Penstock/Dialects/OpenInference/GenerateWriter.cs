using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Penstock.Domain.Models;

namespace Penstock.Dialects.OpenInference;

/// <summary>Writes what a model generated.</summary>
internal static class GenerateWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one answer, or one part of it.</summary>
    internal static void Write(IBufferWriter<byte> into, Model model, string? id, string text)
    {
        using var writer = new Utf8JsonWriter(into, Options);
        writer.WriteStartObject();
        if (id is not null)
        {
            writer.WriteString("id"u8, id);
        }

        writer.WriteString("model_name"u8, model.Id);
        if (model.Version is not null)
        {
            writer.WriteString("model_version"u8, model.Version);
        }

        writer.WriteString("text_output"u8, text);
        writer.WriteEndObject();
    }
}
