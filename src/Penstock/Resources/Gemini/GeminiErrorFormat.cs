using System.Buffers;
using System.Text.Json;
using Penstock.Dialects.Gemini;
using Penstock.Domain.Calls;

namespace Penstock.Resources.Gemini;

/// <summary>Google's error format; a provider's own error in that format crosses as it came.</summary>
internal sealed class GeminiErrorFormat : ErrorFormat
{
    /// <summary>The one there is.</summary>
    public static GeminiErrorFormat Instance { get; } = new();

    public override string ContentType => "application/json";

    public override string Schema => "GeminiError";

    public override void Write(CallError error, string callId, IBufferWriter<byte> output)
    {
        // DIALECT: the error of a stream's request comes as text/event-stream, and is JSON all the same.
        if (error.Provider is { Dialect: GeminiDialect.Name, Body.IsEmpty: false } fault && fault.Body.Span.TrimStart(" \r\n"u8).StartsWith("{"u8))
        {
            output.Write(fault.Body.Span);
            return;
        }

        using var writer = new Utf8JsonWriter(output, JsonText.Options);
        GeminiErrorBody.Write(writer, error, callId);
    }
}
