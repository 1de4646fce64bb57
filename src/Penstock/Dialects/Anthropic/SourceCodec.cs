using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Penstock.Dialects.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Anthropic;

/// <summary>The member <c>source</c> of images and documents.</summary>
internal static class SourceCodec
{
    private const string PlainText = "text/plain";
    private const string Pdf = "application/pdf";

    /// <summary>Reads a source; null for one that has no canonical form (a document in blocks).</summary>
    public static MediaSource? Read(Members block)
    {
        var source = block.RequiredObject("source");
        return source.RequiredText("type") switch
        {
            "base64" => new MediaInline(source.RequiredText("media_type"), source.RequiredText("data")),
            "url" => new MediaUrl(source.RequiredText("url")),
            "file" => new MediaFile(source.RequiredText("file_id")),
            // DIALECT: a plain text stands in the message as it is.
            "text" => new MediaInline(source.Text("media_type") ?? PlainText, Convert.ToBase64String(Encoding.UTF8.GetBytes(source.RequiredText("data")))),
            _ => null,
        };
    }

    /// <summary>Writes the source of an image.</summary>
    public static void WriteImage(Utf8JsonWriter writer, MediaSource source) => Write(writer, source, "image/png");

    /// <summary>Whether a document of this kind can be carried.</summary>
    public static bool CarriesDocument(MediaSource source) =>
        source is not MediaInline inline || inline.MediaType is null or "" or Pdf || TryText(inline, out _);

    /// <summary>Writes the source of a document that <see cref="CarriesDocument"/> lets through.</summary>
    public static void WriteDocument(Utf8JsonWriter writer, MediaSource source)
    {
        // DIALECT: base64 is for PDF alone; other texts are to be sent as plain text ("Files API", file types).
        if (source is MediaInline inline && TryText(inline, out var text))
        {
            writer.WriteStartObject("source");
            writer.WriteString("type", "text");
            writer.WriteString("media_type", PlainText);
            writer.WriteString("data", text);
            writer.WriteEndObject();
            return;
        }

        Write(writer, source, Pdf);
    }

    private static void Write(Utf8JsonWriter writer, MediaSource source, string usual)
    {
        writer.WriteStartObject("source");
        switch (source)
        {
            case MediaUrl url:
                writer.WriteString("type", "url");
                writer.WriteString("url", url.Url);
                break;
            case MediaFile file:
                writer.WriteString("type", "file");
                writer.WriteString("file_id", file.Id);
                break;
            case MediaInline inline:
                writer.WriteString("type", "base64");
                writer.WriteString("media_type", string.IsNullOrEmpty(inline.MediaType) ? usual : inline.MediaType);
                writer.WriteString("data", inline.Base64);
                break;
            default:
                throw new ArgumentException("There is no such source.", nameof(source));
        }

        writer.WriteEndObject();
    }

    private static bool TryText(MediaInline inline, out string text)
    {
        text = "";
        if (inline.MediaType?.Split(';')[0] is not { } type || (!type.StartsWith("text/", StringComparison.Ordinal) && type != "application/json"))
        {
            return false;
        }

        var bytes = new byte[inline.Base64.Length];
        if (!Convert.TryFromBase64String(inline.Base64, bytes, out var length) || !Utf8.IsValid(bytes.AsSpan(0, length)))
        {
            return false;
        }

        text = Encoding.UTF8.GetString(bytes, 0, length);
        return true;
    }
}
