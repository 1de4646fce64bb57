using System.Buffers;
using System.Text.Json;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;

namespace Penstock.Resources.OpenAi;

/// <summary>OpenAI's error format; a provider's own error in that format crosses as it came.</summary>
internal sealed class OpenAiErrorFormat : ErrorFormat
{
    /// <summary>The one there is.</summary>
    public static OpenAiErrorFormat Instance { get; } = new();

    public override string ContentType => "application/json";

    public override string Schema => "OpenAiError";

    public override void Write(CallError error, string callId, IBufferWriter<byte> output)
    {
        if (error.Provider is { Dialect: OpenAiDialect.Name, Body.IsEmpty: false } fault && IsJson(fault.ContentType))
        {
            output.Write(fault.Body.Span);
            return;
        }

        using var writer = new Utf8JsonWriter(output, JsonText.Options);
        OpenAiErrorBody.Write(writer, error, callId);
    }

    private static bool IsJson(string? contentType) => contentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true;
}
