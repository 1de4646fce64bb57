namespace Penstock.Dialects.Bedrock;

/// <summary>The words for formats, and the media types they stand for.</summary>
internal static class MediaWords
{
    private static readonly (string Format, string MediaType)[] s_documents =
    [
        ("pdf", "application/pdf"), ("csv", "text/csv"), ("doc", "application/msword"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"), ("xls", "application/vnd.ms-excel"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), ("html", "text/html"), ("txt", "text/plain"), ("md", "text/markdown"),
    ];

    /// <summary>The media type of a picture's format.</summary>
    public static string Image(string format) => "image/" + format;

    /// <summary>The format of a picture's media type; null for one the dialect does not have.</summary>
    public static string? ImageFormat(string? mediaType) => mediaType switch
    {
        "image/png" => "png",
        "image/jpeg" or "image/jpg" => "jpeg",
        "image/gif" => "gif",
        "image/webp" => "webp",
        _ => null,
    };

    /// <summary>The media type of a document's format; null for one that is not known.</summary>
    public static string? Document(string format) => s_documents.FirstOrDefault(known => known.Format == format).MediaType;

    /// <summary>The format of a document, by its media type or else the end of its name; null for one the dialect does not have.</summary>
    public static string? DocumentFormat(string? mediaType, string? name)
    {
        var end = name is null ? "" : Path.GetExtension(name).TrimStart('.').ToLowerInvariant();
        return s_documents.FirstOrDefault(known => known.MediaType == mediaType).Format ?? s_documents.FirstOrDefault(known => mediaType is null && known.Format == end).Format;
    }

    /// <summary>The media type of a sound's format.</summary>
    public static string Audio(string format) => format == "mp3" ? "audio/mpeg" : "audio/" + format;

    /// <summary>The format of a sound's media type.</summary>
    public static string AudioFormat(string? mediaType) => mediaType switch
    {
        null => "wav",
        "audio/mpeg" => "mp3",
        _ => mediaType[(mediaType.IndexOf('/') + 1)..],
    };

    /// <summary>
    /// A document's name as the dialect takes it: letters, digits, single spaces, hyphens, parentheses and brackets, and nothing that could be the
    /// end of a file's name.
    /// </summary>
    public static string DocumentName(string? name, int number)
    {
        var plain = name is null ? "" : string.Concat(Path.GetFileNameWithoutExtension(name).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '(' or ')' or '[' or ']' ? c : ' '));
        plain = string.Join(' ', plain.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return plain.Length == 0 ? $"document-{number}" : plain;
    }
}
