using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Responses;

/// <summary>The items of <c>annotations</c>, which are flat here.</summary>
internal static class ResponsesAnnotations
{
    /// <summary>Reads an item.</summary>
    public static Annotation Read(Members members)
    {
        var type = members.Text("type") ?? "";
        return type == "url_citation" && members.Text("url") is { } url
            ? new UrlCitation(url)
            {
                Title = members.Text("title"),
                Start = members.Int("start_index"),
                End = members.Int("end_index"),
                Extensions = members.Rest("type", "url", "title", "start_index", "end_index"),
            }
            : new OtherAnnotation(ResponsesDialect.Name, type, members.Json);
    }

    /// <summary>Whether an item can be written.</summary>
    public static bool IsCarried(Annotation annotation) => annotation is UrlCitation or OtherAnnotation { Dialect: ResponsesDialect.Name };

    /// <summary>Writes the array; what cannot be carried is named.</summary>
    public static void WriteAll(Utf8JsonWriter writer, IEnumerable<Annotation> annotations, Losses lost)
    {
        writer.WriteStartArray("annotations");
        foreach (var annotation in annotations)
        {
            if (IsCarried(annotation))
            {
                Write(writer, annotation);
            }
            else
            {
                lost.Add("annotation");
            }
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes an item that can be.</summary>
    public static void Write(Utf8JsonWriter writer, Annotation annotation)
    {
        if (annotation is OtherAnnotation other)
        {
            writer.WriteKept(other.Json);
            return;
        }

        var citation = (UrlCitation)annotation;
        writer.WriteStartObject();
        writer.WriteString("type", "url_citation");
        writer.WriteString("url", citation.Url);
        writer.WriteText("title", citation.Title);
        writer.WriteWhole("start_index", citation.Start);
        writer.WriteWhole("end_index", citation.End);
        writer.WriteRest(ResponsesDialect.Name, citation.Extensions);
        writer.WriteEndObject();
    }
}
