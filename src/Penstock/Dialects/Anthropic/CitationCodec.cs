using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Anthropic;

/// <summary>The items of a text block's <c>citations</c>.</summary>
internal static class CitationCodec
{
    private const string Web = "web_search_result_location";

    // What a place in a document is called, by what it counts in.
    private static readonly (string Type, CitationUnit Unit, string Start, string End)[] Places =
    [
        ("char_location", CitationUnit.Character, "start_char_index", "end_char_index"),
        ("page_location", CitationUnit.Page, "start_page_number", "end_page_number"),
        ("content_block_location", CitationUnit.Block, "start_block_index", "end_block_index"),
    ];

    /// <summary>Reads an item.</summary>
    public static Annotation Read(Members citation)
    {
        var type = citation.Text("type") ?? "";
        if (type == Web && citation.Text("url") is { } url)
        {
            return new UrlCitation(url) { Title = citation.Text("title"), Extensions = citation.Rest("type", "url", "title") };
        }

        foreach (var place in Places)
        {
            if (type == place.Type)
            {
                return new DocumentCitation
                {
                    CitedText = citation.Text("cited_text"),
                    Document = citation.Int("document_index"),
                    Title = citation.Text("document_title"),
                    Unit = place.Unit,
                    Start = citation.Int(place.Start),
                    End = citation.Int(place.End),
                    Extensions = citation.Rest("type", "cited_text", "document_index", "document_title", place.Start, place.End),
                };
            }
        }

        return new OtherAnnotation(AnthropicDialect.Name, type, citation.Json);
    }

    /// <summary>Whether an item can be written.</summary>
    public static bool Carries(Annotation annotation) => annotation is not OtherAnnotation { Dialect: not AnthropicDialect.Name };

    /// <summary>Writes an item that <see cref="Carries"/> lets through.</summary>
    public static void Write(Utf8JsonWriter writer, Annotation annotation)
    {
        switch (annotation)
        {
            case OtherAnnotation other:
                writer.WriteKept(other.Json);
                break;
            case UrlCitation url:
                WriteUrl(writer, url);
                break;
            case DocumentCitation document:
                WriteDocument(writer, document);
                break;
            default:
                throw new ArgumentException("There is no such citation.", nameof(annotation));
        }
    }

    private static void WriteUrl(Utf8JsonWriter writer, UrlCitation url)
    {
        writer.WriteStartObject();
        writer.WriteString("type", Web);
        writer.WriteString("url", url.Url);
        writer.WriteString("title", url.Title);
        if (url.Extensions.Dialect != AnthropicDialect.Name)
        {
            // The SDKs require both; other providers cite an address without the words.
            writer.WriteString("cited_text", "");
            writer.WriteString("encrypted_index", "");
        }

        writer.WriteRest(AnthropicDialect.Name, url.Extensions);
        writer.WriteEndObject();
    }

    private static void WriteDocument(Utf8JsonWriter writer, DocumentCitation document)
    {
        var (type, _, start, end) = Places[(int)document.Unit];
        writer.WriteStartObject();
        writer.WriteString("type", type);
        writer.WriteString("cited_text", document.CitedText ?? "");
        writer.WriteNumber("document_index", document.Document ?? 0);
        writer.WriteString("document_title", document.Title);
        writer.WriteNumber(start, document.Start ?? 0);
        writer.WriteNumber(end, document.End ?? document.Start ?? 0);
        writer.WriteRest(AnthropicDialect.Name, document.Extensions);
        writer.WriteEndObject();
    }
}
