using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Gemini;

/// <summary>Where media are (<c>fileUri</c>), and what they are by their names.</summary>
internal static class GeminiFiles
{
    private static readonly (string Ending, string MediaType)[] Known =
    [
        (".png", "image/png"), (".jpg", "image/jpeg"), (".jpeg", "image/jpeg"), (".webp", "image/webp"), (".gif", "image/gif"), (".heic", "image/heic"),
        (".pdf", "application/pdf"), (".txt", "text/plain"), (".md", "text/markdown"), (".csv", "text/csv"), (".html", "text/html"), (".json", "application/json"),
        (".mp3", "audio/mpeg"), (".wav", "audio/wav"), (".flac", "audio/flac"), (".ogg", "audio/ogg"), (".mp4", "video/mp4"), (".mov", "video/quicktime"), (".webm", "video/webm"),
    ];

    /// <summary>Where a URI points: into Google's own storage, which only Google can read, or anywhere.</summary>
    public static MediaSource Source(string uri) => IsKept(uri) ? new MediaFile(uri) : new MediaUrl(uri);

    /// <summary>The URI of a source; null for what another provider keeps.</summary>
    public static string? Uri(MediaSource source) => source switch
    {
        MediaUrl url => url.Url,
        MediaFile file when IsKept(file.Id) => file.Id,
        _ => null,
    };

    /// <summary>The media type by the ending of a name or of an address' path; null when it does not say.</summary>
    public static string? TypeOf(string? name)
    {
        var path = name.AsSpan();
        var query = path.IndexOfAny('?', '#');
        path = query < 0 ? path : path[..query];
        foreach (var (ending, type) in Known)
        {
            if (path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return type;
            }
        }

        return null;
    }

    private static bool IsKept(string uri) =>
        uri.StartsWith("gs://", StringComparison.Ordinal) || uri.StartsWith("https://generativelanguage.googleapis.com/", StringComparison.Ordinal)
        || uri.StartsWith("files/", StringComparison.Ordinal);
}
