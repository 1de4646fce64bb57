using System.Text.Json;
using Penstock.Domain.Conversations;
using Penstock.Dialects.Json;

namespace Penstock.Dialects.OpenAi;

/// <summary>The items of <c>annotations</c>.</summary>
internal static class AnnotationCodec
{
    /// <summary>Reads an item.</summary>
    public static Annotation Read(Members members)
    {
        var type = members.Text("type") ?? "";
        if (type != "url_citation" || members.Object("url_citation") is not { } citation || citation.Text("url") is not { } url)
        {
            return new OtherAnnotation(OpenAiDialect.Name, type, members.Json);
        }

        List<KeyValuePair<string, string>>? rest = null;
        members.AddRest(ref rest, "", "type", "url_citation");
        citation.AddRest(ref rest, "url_citation", "url", "title", "start_index", "end_index");
        return new UrlCitation(url)
        {
            Title = citation.Text("title"),
            Start = citation.Int("start_index"),
            End = citation.Int("end_index"),
            Extensions = members.ToExtensions(rest),
        };
    }

    /// <summary>Writes an item; false when another dialect's cannot be written.</summary>
    /// <param name="writer">Inside an array.</param>
    /// <param name="annotation">The item.</param>
    /// <param name="shift">How many characters stand before the text it counts in.</param>
    public static bool Write(Utf8JsonWriter writer, Annotation annotation, int shift = 0)
    {
        switch (annotation)
        {
            case OtherAnnotation { Dialect: OpenAiDialect.Name } other:
                writer.WriteKept(other.Json);
                return true;
            case UrlCitation citation:
                writer.WriteStartObject();
                writer.WriteString("type", "url_citation");
                writer.WriteStartObject("url_citation");
                writer.WriteWhole("start_index", citation.Start + shift);
                writer.WriteWhole("end_index", citation.End + shift);
                writer.WriteText("title", citation.Title);
                writer.WriteString("url", citation.Url);
                writer.WriteRest(OpenAiDialect.Name, citation.Extensions, "url_citation");
                writer.WriteEndObject();
                writer.WriteRest(OpenAiDialect.Name, citation.Extensions);
                writer.WriteEndObject();
                return true;
            default:
                return false;
        }
    }
}
