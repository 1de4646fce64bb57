using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Cohere;

/// <summary>The error body: <c>{"id":"…","message":"…"}</c>.</summary>
internal static class CohereErrors
{
    private const int LongestMessage = 2000;

    /// <summary>A provider's error: its bytes to be passed on, its message for whoever reads another format.</summary>
    public static CallError ReadFault(ReadOnlyMemory<byte> body, string? contentType, int status)
    {
        var said = ReadMessage(body);
        var message = said is { Length: > 0 } ? Shorten(said) : $"The provider answered with an error ({status}).";
        return new CallError(ErrorKind.ProviderError, message)
        {
            Code = Code(message),
            Provider = new ProviderFault(status, CohereDialect.Name, contentType, body.ToArray()),
        };
    }

    /// <summary>An error in the place of a stream's end.</summary>
    public static CallError ReadStreamFault(string message, ReadOnlyMemory<byte> data) => new(ErrorKind.ProviderError, Shorten(message))
    {
        Code = Code(message),
        Provider = new ProviderFault(502, CohereDialect.Name, "text/event-stream", data.ToArray()),
    };

    /// <summary>Writes the body of an error towards clients. Its SDKs choose the exception by the status.</summary>
    public static void Write(Utf8JsonWriter writer, CallError error, string callId)
    {
        writer.WriteStartObject();
        writer.WriteString("id", callId);
        writer.WriteString("message", error.Message);
        writer.WriteText("code", error.Code ?? error.Kind.Code());
        writer.WriteText("param", error.Param);
        writer.WriteEndObject();
    }

    private static string? ReadMessage(ReadOnlyMemory<byte> body)
    {
        using var document = WireJson.Parse(body, out _);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } root)
        {
            return null;
        }

        // DIALECT: the gateway before Cohere's API says data or error.
        foreach (var name in (ReadOnlySpan<string>)["message", "data", "error"])
        {
            if (root.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String)
            {
                return text.GetString();
            }
        }

        return null;
    }

    // DIALECT: errors have no codes. The words are Cohere's own: docs.cohere.com/reference/errors ("too many tokens").
    private static string? Code(string message) =>
        message.Contains("too many tokens", StringComparison.OrdinalIgnoreCase) || message.Contains("context length", StringComparison.OrdinalIgnoreCase) ? "context_length_exceeded"
        : message.Contains("blocked", StringComparison.OrdinalIgnoreCase) && message.Contains("safety", StringComparison.OrdinalIgnoreCase) ? "content_filter"
        : null;

    private static string Shorten(string message) => message.Length > LongestMessage ? message[..LongestMessage] + "…" : message;
}
