using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Cohere;

/// <summary>The answer of <c>POST /v2/embed</c>: vectors by their form.</summary>
internal static class EmbedAnswerCodec
{
    /// <summary>Reads an answer; null when it holds no vectors as numbers or in base64.</summary>
    public static EmbeddingOutput? Read(ReadOnlyMemory<byte> body)
    {
        using var document = WireJson.Parse(body, out _);
        if (document?.RootElement.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var answer = new Members(document.RootElement, "", new Mistakes(CohereDialect.Name));
        if (answer.Object("embeddings") is not { } forms)
        {
            return null;
        }

        var vectors = (forms.Items("float") ?? forms.Items("base64"))?.Select(item => Vectors.Read(item.Item)).ToList();
        return vectors is null || vectors.Contains(null)
            ? null
            : new EmbeddingOutput([.. vectors.Select(vector => vector!)])
            {
                Usage = answer.Object("meta") is { } meta ? UsageCodec.Read(meta.Utf8Json, out _) : null,
                Extensions = answer.Rest("id", "embeddings", "texts", "meta", "response_type"),
            };
    }

    /// <summary>Writes an answer.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="output">The vectors.</param>
    /// <param name="asked">What was asked: the texts are repeated, and the forms are those that were wanted.</param>
    /// <param name="id">The answer's id.</param>
    /// <returns>What could not be carried.</returns>
    public static Losses Write(Utf8JsonWriter writer, EmbeddingOutput output, EmbeddingInput? asked, string id)
    {
        var lost = new Losses();
        var both = asked?.Extensions.Find(EmbedRequestCodec.Types) is { } types && types.Contains("float", StringComparison.Ordinal) && types.Contains("base64", StringComparison.Ordinal);
        writer.WriteStartObject();
        writer.WriteString("id", id);
        writer.WriteStartObject("embeddings");
        if (both || asked?.Encoding != EmbeddingEncoding.Base64)
        {
            writer.WriteStartArray("float");
            foreach (var vector in output.Vectors)
            {
                Vectors.Write(writer, vector, EmbeddingEncoding.Float);
            }

            writer.WriteEndArray();
        }

        if (both || asked?.Encoding == EmbeddingEncoding.Base64)
        {
            writer.WriteStartArray("base64");
            foreach (var vector in output.Vectors)
            {
                Vectors.Write(writer, vector, EmbeddingEncoding.Base64);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteStartArray("texts");
        foreach (var text in asked?.Items.OfType<EmbeddingText>() ?? [])
        {
            writer.WriteStringValue(text.Text);
        }

        writer.WriteEndArray();
        WriteMeta(writer, output.Usage, null);
        writer.WriteString("response_type", "embeddings_by_type");
        writer.WriteRest(CohereDialect.Name, output.Extensions, lost);
        writer.WriteEndObject();
        return lost;
    }

    /// <summary>Writes <c>meta</c>: the version, and what is billed.</summary>
    public static void WriteMeta(Utf8JsonWriter writer, TokenUsage? usage, int? searches)
    {
        writer.WriteStartObject("meta");
        writer.WriteStartObject("api_version");
        writer.WriteString("version", "2");
        writer.WriteEndObject();
        if (usage is not null || searches is not null)
        {
            writer.WriteStartObject("billed_units");
            writer.WriteWhole("input_tokens", usage?.Input);
            writer.WriteWhole("search_units", searches);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
