using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Bedrock;

/// <summary>Writes the native bodies of models that turn texts into vectors: Amazon's Titan takes one text, Cohere's several.</summary>
internal static class EmbeddingWriter
{
    /// <summary>Writes a body; null for a model of another kind.</summary>
    public static Losses? Write(Utf8JsonWriter writer, EmbeddingInput input, string model)
    {
        if (!ModelFamily.Embeds(model))
        {
            return null;
        }

        var lost = new Losses();
        var titan = ModelFamily.IsTitanEmbedding(model);
        if (input.Items.Any(item => item is not EmbeddingText))
        {
            lost.Refuse("embedding of tokens", "input");
        }
        else if (titan && input.Items.Count != 1)
        {
            lost.Refuse("embedding of several texts at once", "input");
        }

        if (input.User is not null)
        {
            lost.Add("user");
        }

        writer.WriteStartObject();
        if (titan)
        {
            writer.WriteString("inputText", (input.Items.FirstOrDefault() as EmbeddingText)?.Text ?? "");
            WriteTitan(writer, input, model, lost);
        }
        else
        {
            writer.WriteStartArray("texts");
            foreach (var text in input.Items.OfType<EmbeddingText>())
            {
                writer.WriteStringValue(text.Text);
            }

            writer.WriteEndArray();
            // DIALECT: it must be said what the vectors are for.
            writer.WriteString("input_type", input.InputType ?? "search_document");
            WriteDimensions(writer, "output_dimension", model.Contains("v4", StringComparison.Ordinal), input, lost);
        }

        writer.WriteRest(BedrockDialect.Name, input.Extensions, lost);
        writer.WriteEndObject();
        return lost;
    }

    private static void WriteTitan(Utf8JsonWriter writer, EmbeddingInput input, string model, Losses lost)
    {
        if (input.InputType is not null)
        {
            lost.Add("input_type");
        }

        WriteDimensions(writer, "dimensions", model.Contains("v2", StringComparison.Ordinal), input, lost);
    }

    // DIALECT: only the newer versions let one choose.
    private static void WriteDimensions(Utf8JsonWriter writer, string name, bool has, EmbeddingInput input, Losses lost)
    {
        if (has)
        {
            writer.WriteWhole(name, input.Dimensions);
        }
        else if (input.Dimensions is not null)
        {
            lost.Refuse("choice of dimensions", "dimensions");
        }
    }
}
