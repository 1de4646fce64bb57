using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Anthropic;

/// <summary>
/// The error body: <c>{"type":"error","error":{"type","message","details"},"request_id"}</c>. The types are those of Anthropic's reference
/// ("Errors"), so that its SDKs raise the same exceptions; a code, the member at fault and the mistakes of the input stand in <c>details</c>.
/// </summary>
internal static class AnthropicErrorBody
{
    /// <summary>The type of a request that is wrong.</summary>
    public const string InvalidRequest = "invalid_request_error";

    /// <summary>The type of too many requests.</summary>
    public const string RateLimit = "rate_limit_error";

    // The types of the statuses that Anthropic answers with; the first of a type is its own.
    private static readonly (int Status, string Type)[] Types =
    [
        (400, InvalidRequest), (401, "authentication_error"), (402, "billing_error"), (403, "permission_error"), (404, "not_found_error"),
        (413, "request_too_large"), (429, RateLimit), (500, "api_error"), (504, "timeout_error"), (408, "timeout_error"), (529, "overloaded_error"), (503, "overloaded_error"),
    ];

    /// <summary>Writes the body of an error. A provider's own words are kept where it said them in this dialect.</summary>
    public static void Write(Utf8JsonWriter writer, CallError error, string callId)
    {
        var said = error.Provider is { Dialect: AnthropicDialect.Name } fault && error.Kind == ErrorKind.ProviderError ? TryRead(fault.Body) : null;
        writer.WriteStartObject();
        writer.WriteString("type", "error");
        writer.WriteStartObject("error");
        writer.WriteString("type", said?.Type ?? Type(error.Status));
        writer.WriteString("message", said is { Message.Length: > 0 } ? said.Message : error.Message);
        if (said is null)
        {
            WriteDetails(writer, error);
        }

        writer.WriteEndObject();
        writer.WriteString("request_id", callId);
        writer.WriteEndObject();
    }

    /// <summary>Reads a provider's error body; null when it is none.</summary>
    public static AnthropicError? TryRead(ReadOnlyMemory<byte> body)
    {
        using var document = WireJson.Parse(body, out _);
        if (document?.RootElement.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var root = new Members(document.RootElement, "", new Mistakes(AnthropicDialect.Name));

        // DIALECT: Bedrock and Vertex, which host this dialect, say the message alone.
        return root.Object("error") is { } error
            ? new AnthropicError(error.Text("message") ?? "", error.Text("type"), error.Object("details")?.Text("error_code"))
            : root.Text("message") is { } message ? new AnthropicError(message, null, null) : null;
    }

    /// <summary>The status of a type, for an error in mid-stream; 500 for one that is not known.</summary>
    public static int Status(string? type)
    {
        foreach (var known in Types)
        {
            if (known.Type == type)
            {
                return known.Status;
            }
        }

        return 500;
    }

    private static string Type(int status)
    {
        foreach (var known in Types)
        {
            if (known.Status == status)
            {
                return known.Type;
            }
        }

        return status < 500 ? InvalidRequest : "api_error";
    }

    private static void WriteDetails(Utf8JsonWriter writer, CallError error)
    {
        writer.WriteStartObject("details");
        writer.WriteString("error_code", error.Code ?? error.Kind.Code());
        writer.WriteText("param", error.Param);
        if (error.Mistakes.Count > 0)
        {
            writer.WriteStartArray("mistakes");
            foreach (var mistake in error.Mistakes)
            {
                writer.WriteStartObject();
                writer.WriteString("path", mistake.Path);
                writer.WriteString("code", mistake.Code);
                writer.WriteString("message", mistake.Message);
                writer.WriteText("received", mistake.Received);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
