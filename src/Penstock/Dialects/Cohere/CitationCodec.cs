using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Cohere;

/// <summary>The items of <c>citations</c>: a piece of the answer, and the documents or tool results it rests on.</summary>
internal static class CitationCodec
{
    /// <summary>The <see cref="OtherAnnotation.Type"/> of a citation that has no canonical form.</summary>
    private const string Type = "citation";

    /// <summary>What of a citation of a document is lost: its places in the document.</summary>
    public const string Places = "citation.places";

    /// <summary>Reads an item: one source on the web has a canonical form, everything else is kept as it is.</summary>
    public static Annotation Read(Members citation)
    {
        if (citation.Objects("sources")?.ToList() is [var source] && source.Object("document") is { } document && document.TryGet("url", out var url) && url.ValueKind == JsonValueKind.String)
        {
            return new UrlCitation(url.GetString()!) { Title = document.Text("title"), Start = citation.Int("start"), End = citation.Int("end") };
        }

        return new OtherAnnotation(CohereDialect.Name, Type, citation.Json);
    }

    /// <summary>Writes an item; false when another dialect's cannot be written.</summary>
    /// <param name="writer">Where an object may stand.</param>
    /// <param name="annotation">The item.</param>
    /// <param name="text">The text it belongs to; null where that is not known.</param>
    public static bool Write(Utf8JsonWriter writer, Annotation annotation, string? text)
    {
        switch (annotation)
        {
            case OtherAnnotation { Dialect: CohereDialect.Name } other:
                writer.WriteKept(other.Json);
                return true;
            case UrlCitation citation:
                Start(writer, citation.Start, citation.End, text);
                writer.WriteString("id", citation.Url);
                writer.WriteStartObject("document");
                writer.WriteString("id", citation.Url);
                writer.WriteText("title", citation.Title);
                writer.WriteString("url", citation.Url);
                End(writer);
                return true;
            case DocumentCitation citation:
                // Its places count in the document, Cohere's in the answer: it supports the whole text.
                var id = citation.Document is { } place ? $"doc:{place}" : citation.Title ?? "doc";
                Start(writer, 0, text?.Length, text);
                writer.WriteString("id", id);
                writer.WriteStartObject("document");
                writer.WriteString("id", id);
                writer.WriteText("title", citation.Title);
                writer.WriteText("snippet", citation.CitedText);
                End(writer);
                return true;
            default:
                return false;
        }
    }

    private static void Start(Utf8JsonWriter writer, int? start, int? end, string? text)
    {
        writer.WriteStartObject();
        writer.WriteWhole("start", start);
        writer.WriteWhole("end", end);
        writer.WriteText("text", text is not null && start is >= 0 && end <= text.Length && start <= end ? text[start.Value..end.Value] : null);
        writer.WriteStartArray("sources");
        writer.WriteStartObject();
        writer.WriteString("type", "document");
    }

    private static void End(Utf8JsonWriter writer)
    {
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteString("type", "TEXT_CONTENT");
        writer.WriteEndObject();
    }
}
