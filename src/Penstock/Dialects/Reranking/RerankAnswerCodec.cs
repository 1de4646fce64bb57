using System.Text.Json;
using Penstock.Dialects.Cohere;
using Penstock.Dialects.Json;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Reranking;

/// <summary>The answer of <c>POST …/rerank</c>: places and scores, the best first.</summary>
internal static class RerankAnswerCodec
{
    /// <summary>Reads an answer in any of the forms; null when it is none.</summary>
    /// <param name="body">The body.</param>
    /// <param name="dialect">The form it is expected in.</param>
    public static RerankOutput? Read(ReadOnlyMemory<byte> body, string dialect)
    {
        using var document = WireJson.Parse(body, out _);
        if (document?.RootElement.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        // Mistakes of a provider in what is optional are passed over, so the list is not looked at.
        var answer = new Members(document.RootElement, "", new Mistakes(dialect));
        if ((answer.Objects("results") ?? answer.Objects("data")) is not { } results)
        {
            return null;
        }

        long? searches = null;
        var usage = answer.Object("meta") is { } meta ? UsageCodec.Read(meta.Utf8Json, out searches) : OpenAi.ChatAnswerReader.ReadUsage(answer);
        return new RerankOutput([.. results.Select(ReadResult)])
        {
            Id = answer.Text("id"),
            Model = answer.Text("model"),
            Usage = usage,
            SearchUnits = (int?)searches,
            Extensions = answer.Rest("id", "model", "object", "results", "data", "usage", "meta"),
        };
    }

    /// <summary>Writes an answer in Jina's or in Voyage's form.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="output">The order.</param>
    /// <param name="asked">What was asked: its documents' texts are repeated where that is wanted.</param>
    /// <param name="model">The model's public name.</param>
    /// <param name="dialect">The form.</param>
    /// <returns>What could not be carried.</returns>
    public static Losses Write(Utf8JsonWriter writer, RerankOutput output, RerankInput? asked, string model, string dialect)
    {
        var lost = new Losses();
        var voyage = dialect == RerankForm.Voyage;
        writer.WriteStartObject();
        writer.WriteText("id", output.Id);
        writer.WriteString("model", model);
        writer.WriteString("object", "list");
        writer.WriteStartArray(voyage ? "data" : "results");
        foreach (var result in output.Results)
        {
            writer.WriteStartObject();
            writer.WriteNumber("index", result.Index);
            writer.WriteNumber("relevance_score", result.Score);
            if (Text(result, asked) is { } text)
            {
                writer.WritePropertyName("document");
                WriteDocument(writer, text, voyage);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WritePropertyName("usage");
        UsageWriter.WriteEmbeddings(writer, output.Usage ?? default);
        if (output.SearchUnits is not null)
        {
            lost.Add("search_units");
        }

        writer.WriteRest(dialect, output.Extensions, lost);
        writer.WriteEndObject();
        return lost;
    }

    /// <summary>Writes an answer in Cohere's form.</summary>
    public static Losses WriteCohere(Utf8JsonWriter writer, RerankOutput output, string callId)
    {
        var lost = new Losses();
        writer.WriteStartObject();
        writer.WriteString("id", output.Id ?? callId);
        writer.WriteStartArray("results");
        foreach (var result in output.Results)
        {
            writer.WriteStartObject();
            writer.WriteNumber("index", result.Index);
            writer.WriteNumber("relevance_score", result.Score);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        EmbedAnswerCodec.WriteMeta(writer, output.Usage, output.SearchUnits);
        writer.WriteRest(CohereDialect.Name, output.Extensions, lost);
        writer.WriteEndObject();
        return lost;
    }

    private static RerankResult ReadResult(Members result, int place)
    {
        // DIALECT: a document is repeated as an object with its text (Jina, vLLM), or as the text itself (Voyage).
        string? text = null;
        if (result.TryGet("document", out var document))
        {
            text = document.ValueKind == JsonValueKind.String ? document.GetString()
                : document.ValueKind == JsonValueKind.Object && document.TryGetProperty("text", out var inside) && inside.ValueKind == JsonValueKind.String ? inside.GetString()
                : null;
        }

        return new RerankResult(result.Int("index") ?? place, result.Number("relevance_score") ?? 0, text);
    }

    // DIALECT: Cohere never repeats the texts; they are taken from the question.
    private static string? Text(RerankResult result, RerankInput? asked) => asked?.ReturnDocuments != true
        ? asked?.ReturnDocuments is null ? result.Text : null
        : result.Text ?? (result.Index >= 0 && result.Index < asked.Documents.Count ? asked.Documents[result.Index] : null);

    private static void WriteDocument(Utf8JsonWriter writer, string text, bool plain)
    {
        if (plain)
        {
            writer.WriteStringValue(text);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("text", text);
        writer.WriteEndObject();
    }
}
