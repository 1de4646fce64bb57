using Penstock.Domain.Conversations;

namespace Penstock.Dialects.OpenAi;

/// <summary>Data URLs (RFC 2397, the base64 form) and the names of sound formats.</summary>
internal static class MediaCodec
{
    private const string Start = "data:";
    private const string Middle = ";base64,";

    /// <summary>Reads an address: a base64 data URL is in the message, anything else is elsewhere.</summary>
    public static MediaSource ReadUrl(string url)
    {
        var middle = url.StartsWith(Start, StringComparison.Ordinal) ? url.IndexOf(Middle, StringComparison.Ordinal) : -1;
        return middle < 0 || url.IndexOf(',') < middle
            ? new MediaUrl(url)
            : new MediaInline(url[Start.Length..middle], url[(middle + Middle.Length)..]);
    }

    /// <summary>Writes an address; null for a provider's file.</summary>
    public static string? WriteUrl(MediaSource source) => source switch
    {
        MediaUrl url => url.Url,
        MediaInline inline => $"{Start}{inline.MediaType}{Middle}{inline.Base64}",
        _ => null,
    };

    /// <summary>The media type of a sound format: <c>audio/mpeg</c> for <c>mp3</c>.</summary>
    public static string MediaType(string format) => format == "mp3" ? "audio/mpeg" : $"audio/{format}";

    /// <summary>The format of a sound's media type: <c>mp3</c> for <c>audio/mpeg</c>; <c>wav</c> when it is not said.</summary>
    public static string Format(string? mediaType) => mediaType switch
    {
        null => "wav",
        "audio/mpeg" => "mp3",
        _ when mediaType.StartsWith("audio/", StringComparison.Ordinal) => mediaType["audio/".Length..],
        _ => mediaType,
    };
}
