using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Gemini;

/// <summary>
/// Vertex' <c>:predict</c> for its text embedding models: <c>instances</c> in, <c>predictions</c> out.
/// DIALECT: gemini-embedding-001 takes one text a request there: cloud.google.com/vertex-ai/generative-ai/docs/embeddings/get-text-embeddings.
/// </summary>
internal static class VertexEmbeddings
{
    /// <summary>Writes a request.</summary>
    /// <returns>What could not be carried.</returns>
    public static Losses Write(Utf8JsonWriter writer, EmbeddingInput input)
    {
        var lost = GeminiEmbeddingWriter.Lost(input);
        writer.WriteStartObject();
        writer.WriteStartArray("instances");
        foreach (var item in input.Items.OfType<EmbeddingText>())
        {
            writer.WriteStartObject();
            writer.WriteString("content", item.Text);
            writer.WriteText("task_type", GeminiTasks.Write(input.InputType));
            if (input.Extensions.Dialect == GeminiDialect.Name)
            {
                writer.WriteJson("title", input.Extensions.Find("title"));
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("parameters");
        if (input.Extensions.Dialect == GeminiDialect.Name)
        {
            writer.WriteJson("autoTruncate", input.Extensions.Find("autoTruncate"));
        }

        writer.WriteWhole("outputDimensionality", input.Dimensions);
        writer.WriteEndObject();
        writer.WriteEndObject();
        lost.AddRange(input.Extensions.Where(member => input.Extensions.Dialect != GeminiDialect.Name || member.Key is not ("title" or "autoTruncate")).Select(member => member.Key));
        return lost;
    }

    /// <summary>Reads an answer; null when it is none.</summary>
    public static EmbeddingOutput? Read(ReadOnlyMemory<byte> body)
    {
        using var document = WireJson.Parse(body, out _);
        if (GeminiAnswerReader.Open(document)?.Objects("predictions")?.ToList() is not { } predictions)
        {
            return null;
        }

        List<float[]> vectors = [];
        long? tokens = null;
        foreach (var prediction in predictions)
        {
            if (prediction.Object("embeddings") is not { } embedding || GeminiEmbeddingReader.Vector(embedding) is not { } vector)
            {
                return null;
            }

            vectors.Add(vector);
            if (embedding.Object("statistics")?.Number("tokenCount") is { } count)
            {
                tokens = (tokens ?? 0) + (long)count;
            }
        }

        return new EmbeddingOutput(vectors) { Usage = tokens is { } told ? new TokenUsage { Input = told } : null };
    }
}
