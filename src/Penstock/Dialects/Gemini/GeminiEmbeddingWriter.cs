using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Gemini;

/// <summary>Writes the body of <c>:batchEmbedContents</c>, and the answers of it and of <c>:embedContent</c>.</summary>
internal static class GeminiEmbeddingWriter
{
    /// <summary>What Google's embedding models do not take.</summary>
    public const string Tokens = "embedding of token ids";

    /// <summary>Writes a request.</summary>
    /// <returns>What could not be carried.</returns>
    public static Losses Write(Utf8JsonWriter writer, EmbeddingInput input, string model)
    {
        var lost = Lost(input);
        writer.WriteStartObject();
        writer.WriteStartArray("requests");
        foreach (var item in input.Items.OfType<EmbeddingText>())
        {
            writer.WriteStartObject();
            writer.WriteString("model", "models/" + model);
            writer.WriteStartObject("content");
            writer.WriteStartArray("parts");
            writer.WriteStartObject();
            writer.WriteString("text", item.Text);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteText("taskType", GeminiTasks.Write(input.InputType));
            writer.WriteWhole("outputDimensionality", input.Dimensions);
            writer.WriteRest(GeminiDialect.Name, input.Extensions, lost);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        return lost;
    }

    /// <summary>Writes an answer.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="output">The vectors.</param>
    /// <param name="single">Whether one vector was asked for, not a list.</param>
    public static Losses WriteAnswer(Utf8JsonWriter writer, EmbeddingOutput output, bool single)
    {
        var lost = new Losses();
        writer.WriteStartObject();
        if (single)
        {
            writer.WritePropertyName("embedding");
            WriteVector(writer, output.Vectors.Count > 0 ? output.Vectors[0] : []);
        }
        else
        {
            writer.WriteStartArray("embeddings");
            foreach (var vector in output.Vectors)
            {
                WriteVector(writer, vector);
            }

            writer.WriteEndArray();
        }

        if (output.Usage is { } usage)
        {
            writer.WriteStartObject("usageMetadata");
            writer.WriteNumber("promptTokenCount", usage.Input);
            writer.WriteEndObject();
        }

        writer.WriteRest(GeminiDialect.Name, output.Extensions, lost);
        writer.WriteEndObject();
        return lost;
    }

    /// <summary>What of an input no embedding model of Google takes.</summary>
    public static Losses Lost(EmbeddingInput input)
    {
        var lost = new Losses();
        for (var i = 0; i < input.Items.Count; i++)
        {
            if (input.Items[i] is not EmbeddingText)
            {
                lost.Refuse(Tokens, $"input[{i}]");
            }
        }

        if (input.User is not null)
        {
            lost.Add("user");
        }

        return lost;
    }

    /// <summary>Writes a vector.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="vector">The numbers.</param>
    /// <param name="tokens">The tokens it took, which Vertex tells beside each; null for none.</param>
    public static void WriteVector(Utf8JsonWriter writer, float[] vector, long? tokens = null)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("values");
        Vectors.Write(writer, vector, EmbeddingEncoding.Float);
        if (tokens is { } count)
        {
            writer.WriteStartObject("statistics");
            writer.WriteNumber("token_count", count);
            writer.WriteBoolean("truncated", false);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
