using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Dialects.Json;

namespace Penstock.Dialects.OpenAi;

/// <summary>Writes the list of an embeddings answer.</summary>
internal static class EmbeddingAnswerWriter
{
    /// <summary>Writes an answer.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="output">The vectors.</param>
    /// <param name="model">The model's public name.</param>
    /// <param name="encoding">How the vectors are to be written; a number that is infinite or none is null as a number.</param>
    /// <returns>The names of what could not be carried; empty when all was.</returns>
    public static Losses Write(Utf8JsonWriter writer, EmbeddingOutput output, string model, EmbeddingEncoding encoding)
    {
        var lost = new Losses();
        writer.WriteStartObject();
        writer.WriteString("object", "list");
        writer.WriteStartArray("data");
        for (var i = 0; i < output.Vectors.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("object", "embedding");
            writer.WriteNumber("index", i);
            writer.WritePropertyName("embedding");
            Vectors.Write(writer, output.Vectors[i], encoding);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("model", model);
        writer.WritePropertyName("usage");
        UsageWriter.WriteEmbeddings(writer, output.Usage ?? default);
        writer.WriteRest(OpenAiDialect.Name, output.Extensions, lost);
        writer.WriteEndObject();
        return lost;
    }
}
