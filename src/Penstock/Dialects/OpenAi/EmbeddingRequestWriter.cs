using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Dialects.Json;

namespace Penstock.Dialects.OpenAi;

/// <summary>Writes the body of <c>POST /v1/embeddings</c>.</summary>
internal static class EmbeddingRequestWriter
{
    /// <summary>Writes the body; a single item stands without an array around it.</summary>
    /// <returns>The names of what could not be carried; empty when all was.</returns>
    public static Losses Write(Utf8JsonWriter writer, EmbeddingInput input, string model, ProviderTraits? traits = null)
    {
        var lost = new Losses();
        writer.WriteStartObject();
        writer.WriteString("model", model);
        writer.WritePropertyName("input");
        if (input.Items.Count == 1)
        {
            WriteItem(writer, input.Items[0]);
        }
        else
        {
            writer.WriteStartArray();
            foreach (var item in input.Items)
            {
                WriteItem(writer, item);
            }

            writer.WriteEndArray();
        }

        writer.WriteWhole("dimensions", input.Dimensions);
        writer.WriteText("encoding_format", input.Encoding switch
        {
            EmbeddingEncoding.Float => "float",
            EmbeddingEncoding.Base64 => "base64",
            _ => null,
        });
        writer.WriteText("user", input.User);
        if (input.InputType is { } purpose)
        {
            if (traits?.InputTypes.GetValueOrDefault(purpose) is { } word)
            {
                writer.WriteString(traits.InputTypeMember, word);
            }
            else
            {
                lost.Add("input_type");
            }
        }

        writer.WriteRest(OpenAiDialect.Name, input.Extensions, lost);
        writer.WriteEndObject();
        return lost;
    }

    private static void WriteItem(Utf8JsonWriter writer, EmbeddingItem item)
    {
        if (item is EmbeddingText text)
        {
            writer.WriteStringValue(text.Text);
            return;
        }

        writer.WriteStartArray();
        foreach (var token in ((EmbeddingTokens)item).Tokens)
        {
            writer.WriteNumberValue(token);
        }

        writer.WriteEndArray();
    }
}
