using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Bedrock;

/// <summary>The items of <c>citations</c>, and the delta <c>citation</c>, which has the same form.</summary>
internal static class CitationCodec
{
    private static readonly (string Name, CitationUnit Unit)[] s_places =
        [("documentChar", CitationUnit.Character), ("documentPage", CitationUnit.Page), ("documentChunk", CitationUnit.Block)];

    /// <summary>Reads an item.</summary>
    public static Annotation Read(Members citation)
    {
        if (citation.Object("location") is not { } location)
        {
            return new OtherAnnotation(BedrockDialect.Name, "citation", citation.Json);
        }

        if (location.Object("web") is { } web && web.Text("url") is { } url && !citation.TryGet("sourceContent", out _))
        {
            List<KeyValuePair<string, string>>? rest = null;
            citation.AddRest(ref rest, "", "title", "location");
            web.AddRest(ref rest, "location/web", "url");
            return new UrlCitation(url) { Title = citation.Text("title"), Extensions = citation.ToExtensions(rest) };
        }

        foreach (var (name, unit) in s_places)
        {
            if (location.Object(name) is { } place)
            {
                List<KeyValuePair<string, string>>? rest = null;
                citation.AddRest(ref rest, "", "title", "location", "sourceContent");
                place.AddRest(ref rest, "location/" + name, "documentIndex", "start", "end");
                return new DocumentCitation
                {
                    Title = citation.Text("title"),
                    Unit = unit,
                    Document = place.Int("documentIndex"),
                    Start = place.Int("start"),
                    End = place.Int("end"),
                    CitedText = citation.Objects("sourceContent") is { } content ? string.Concat(content.Select(part => part.Text("text"))) : null,
                    Extensions = citation.ToExtensions(rest),
                };
            }
        }

        return new OtherAnnotation(BedrockDialect.Name, "citation", citation.Json);
    }

    /// <summary>Writes an item; false when another dialect's cannot be written.</summary>
    public static bool Write(Utf8JsonWriter writer, Annotation annotation)
    {
        switch (annotation)
        {
            case OtherAnnotation { Dialect: BedrockDialect.Name } other:
                writer.WriteKept(other.Json);
                return true;
            case UrlCitation citation:
                writer.WriteStartObject();
                writer.WriteText("title", citation.Title);
                writer.WriteStartObject("location");
                writer.WriteStartObject("web");
                writer.WriteString("url", citation.Url);
                writer.WriteRest(BedrockDialect.Name, citation.Extensions, "location/web");
                writer.WriteEndObject();
                writer.WriteEndObject();
                writer.WriteRest(BedrockDialect.Name, citation.Extensions);
                writer.WriteEndObject();
                return true;
            case DocumentCitation citation:
                WriteDocument(writer, citation);
                return true;
            default:
                return false;
        }
    }

    private static void WriteDocument(Utf8JsonWriter writer, DocumentCitation citation)
    {
        var name = s_places.First(place => place.Unit == citation.Unit).Name;
        writer.WriteStartObject();
        writer.WriteText("title", citation.Title);
        if (citation.CitedText is { } cited)
        {
            writer.WriteStartArray("sourceContent");
            writer.WriteStartObject();
            writer.WriteString("text", cited);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteStartObject("location");
        writer.WriteStartObject(name);
        writer.WriteWhole("documentIndex", citation.Document);
        writer.WriteWhole("start", citation.Start);
        writer.WriteWhole("end", citation.End);
        writer.WriteRest(BedrockDialect.Name, citation.Extensions, "location/" + name);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteRest(BedrockDialect.Name, citation.Extensions);
        writer.WriteEndObject();
    }
}
