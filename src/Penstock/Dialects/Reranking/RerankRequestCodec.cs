using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Reranking;

/// <summary>The body of <c>POST …/rerank</c>, which all providers write nearly alike: <c>{model, query, documents, top_n or top_k, return_documents}</c>.</summary>
internal static class RerankRequestCodec
{
    /// <summary>Reads a body: an input, or an error that names the members at fault.</summary>
    /// <param name="body">The body.</param>
    /// <param name="dialect">The form it is in.</param>
    public static (RerankInput? Input, CallError? Error) Read(ReadOnlyMemory<byte> body, string dialect) =>
        RequestBody.Read(body, dialect, static request => new RerankInput(request.RequiredText("query"), ReadDocuments(request))
        {
            Top = (int?)(request.Whole("top_n", 1, int.MaxValue) ?? request.Whole("top_k", 1, int.MaxValue)),
            ReturnDocuments = request.Flag("return_documents"),
            Extensions = request.Rest("model", "query", "documents", "top_n", "top_k", "return_documents"),
        });

    /// <summary>Writes a body.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="input">What is to be ranked.</param>
    /// <param name="model">The model's name at the provider.</param>
    /// <param name="dialect">The form.</param>
    /// <returns>What could not be carried.</returns>
    public static Losses Write(Utf8JsonWriter writer, RerankInput input, string model, string dialect)
    {
        var lost = new Losses();
        writer.WriteStartObject();
        writer.WriteString("model", model);
        writer.WriteString("query", input.Query);
        writer.WriteStartArray("documents");
        foreach (var document in input.Documents)
        {
            writer.WriteStringValue(document);
        }

        writer.WriteEndArray();
        writer.WriteWhole(dialect == RerankForm.Voyage ? "top_k" : "top_n", input.Top);

        // DIALECT: Cohere's version 2 has no return_documents; the texts are the caller's own, and Penstock puts them in.
        if (dialect != Cohere.CohereDialect.Name)
        {
            writer.WriteFlag("return_documents", input.ReturnDocuments);
        }

        writer.WriteRest(dialect, input.Extensions, lost);
        writer.WriteEndObject();
        return lost;
    }

    // A document is a text, or an object with one.
    private static List<string> ReadDocuments(Members request)
    {
        if (!request.TryGet("documents", out _))
        {
            request.Mistakes.Add("documents", "missing", "is required and must be an array of strings");
        }

        List<string> texts = [];
        foreach (var (item, path) in request.Items("documents") ?? [])
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                texts.Add(item.GetString()!);
            }
            else if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String)
            {
                texts.Add(text.GetString()!);
            }
            else
            {
                request.Mistakes.Add(path, "string_type", "must be a string, or an object with the member text", item);
                texts.Add("");
            }
        }

        return texts;
    }
}
