using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Penstock.Domain.Calls;

namespace Penstock.Resources;

/// <summary>Holds requests to the media types that are read and written here.</summary>
internal static class MediaTypes
{
    /// <summary>JSON, and the form errors have.</summary>
    public static readonly MediaTypeHeaderValue[] Json = [new("application/json"), new("application/problem+json")];

    /// <summary>What calls are answered with, unless their protocol has more.</summary>
    public static readonly MediaTypeHeaderValue[] Written =
        [new("application/json"), new("application/problem+json"), new("text/event-stream")];

    /// <summary>The error for a body that is not JSON in UTF-8, or an <c>Accept</c> that nothing here fits; null when both are fine.</summary>
    public static CallError? Refuse(HttpRequest request, MediaTypeHeaderValue[] written) => RefuseContent(request) ?? RefuseAccept(request, written);

    /// <summary>The error for a body that is not JSON in UTF-8.</summary>
    public static CallError? RefuseContent(HttpRequest request)
    {
        if (request.Headers.ContentEncoding is { Count: > 0 } coding && !string.Equals(coding[0], "identity", StringComparison.OrdinalIgnoreCase))
        {
            return new CallError(ErrorKind.UnsupportedMediaType, "Send the body without a Content-Encoding.");
        }

        // A client that does not say is taken at its body.
        if (request.ContentType is null or "application/json")
        {
            return null;
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            return new CallError(ErrorKind.UnsupportedMediaType, "The Content-Type cannot be read. Send 'Content-Type: application/json'.");
        }

        var isJson = type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.Type.Equals("application", StringComparison.OrdinalIgnoreCase) && type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase));
        if (!isJson)
        {
            return new CallError(ErrorKind.UnsupportedMediaType, "This address reads JSON. Send 'Content-Type: application/json'.");
        }

        return type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) && !type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase)
            ? new CallError(ErrorKind.UnsupportedMediaType, "JSON is read as UTF-8 (RFC 8259). Send 'Content-Type: application/json'.")
            : null;
    }

    /// <summary>The error for an <c>Accept</c> that none of the given media types fits.</summary>
    public static CallError? RefuseAccept(HttpRequest request, params ReadOnlySpan<MediaTypeHeaderValue> written)
    {
        var accept = request.Headers.Accept;
        if (string.IsNullOrWhiteSpace(accept) || (accept.Count == 1 && accept[0] is "*/*" or "application/json" or "text/event-stream"))
        {
            return null;
        }

        if (MediaTypeHeaderValue.TryParseList(accept, out var wanted))
        {
            foreach (var type in wanted)
            {
                foreach (var candidate in written)
                {
                    if (type.Quality != 0 && candidate.IsSubsetOf(type))
                    {
                        return null;
                    }
                }
            }
        }

        return new CallError(ErrorKind.NotAcceptable, "Nothing in 'Accept' can be given here. Send 'Accept: application/json' or leave it out.");
    }
}
