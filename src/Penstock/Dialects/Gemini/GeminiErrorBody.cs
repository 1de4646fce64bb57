using System.Globalization;
using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Gemini;

/// <summary>
/// The error body: <c>{"error":{"code","message","status","details"}}</c> (google.rpc.Status, AIP-193). The details say which of Penstock's errors it
/// is, with the call's id, what is wrong with the input, and when to try again.
/// </summary>
internal static class GeminiErrorBody
{
    private const string Types = "type.googleapis.com/google.rpc.";

    /// <summary>Writes the body of an error.</summary>
    public static void Write(Utf8JsonWriter writer, CallError error, string callId)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error");
        writer.WriteNumber("code", error.Status);
        writer.WriteString("message", error.Message);
        writer.WriteString("status", Word(error.Status));
        writer.WriteStartArray("details");
        WriteInfo(writer, error, callId);
        WriteMistakes(writer, error);
        if (error.RetryAfter is { } wait)
        {
            WriteStart(writer, "RetryInfo");
            writer.WriteString("retryDelay", string.Create(CultureInfo.InvariantCulture, $"{wait.TotalSeconds:0.###}s"));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteInfo(Utf8JsonWriter writer, CallError error, string callId)
    {
        WriteStart(writer, "ErrorInfo");
        writer.WriteString("reason", (error.Code ?? error.Kind.Code()).ToUpperInvariant());
        writer.WriteString("domain", "penstock");
        writer.WriteStartObject("metadata");
        writer.WriteString("call_id", callId);
        writer.WriteText("param", error.Param);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteMistakes(Utf8JsonWriter writer, CallError error)
    {
        if (error.Mistakes.Count == 0)
        {
            return;
        }

        WriteStart(writer, "BadRequest");
        writer.WriteStartArray("fieldViolations");
        foreach (var mistake in error.Mistakes)
        {
            writer.WriteStartObject();
            writer.WriteString("field", mistake.Path);
            writer.WriteString("description", mistake.Message);
            writer.WriteString("reason", mistake.Code.ToUpperInvariant());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteStart(Utf8JsonWriter writer, string type)
    {
        writer.WriteStartObject();
        writer.WriteString("@type", Types + type);
    }

    // google.rpc.Code and its HTTP mapping.
    private static string Word(int status) => status switch
    {
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        409 => "ABORTED",
        412 => "FAILED_PRECONDITION",
        429 => "RESOURCE_EXHAUSTED",
        499 => "CANCELLED",
        405 or 501 => "UNIMPLEMENTED",
        502 or 503 => "UNAVAILABLE",
        504 => "DEADLINE_EXCEEDED",
        >= 500 => "INTERNAL",
        _ => "INVALID_ARGUMENT",
    };
}
