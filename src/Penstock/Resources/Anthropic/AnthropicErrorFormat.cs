using System.Buffers;
using System.Text.Json;
using Penstock.Dialects.Anthropic;
using Penstock.Domain.Calls;

namespace Penstock.Resources.Anthropic;

/// <summary>Anthropic's error format; a provider's own error in that format crosses as it came.</summary>
internal sealed class AnthropicErrorFormat : ErrorFormat
{
    // "Errors" of Anthropic's reference: the API is overloaded. 503 is not among its statuses.
    private const int Overloaded = 529;

    /// <summary>The one there is.</summary>
    public static AnthropicErrorFormat Instance { get; } = new();

    public override string ContentType => "application/json";

    public override string Schema => "AnthropicError";

    public override CallError Adapt(CallError error) => error.Kind switch
    {
        ErrorKind.InvalidInput when error.Status == 422 => error with { OtherStatus = 400 },
        ErrorKind.Unavailable when error.Status == 503 => error with { OtherStatus = Overloaded },
        _ => error,
    };

    public override void Write(CallError error, string callId, IBufferWriter<byte> output)
    {
        if (error.Provider is { Dialect: AnthropicDialect.Name, Body.IsEmpty: false } fault && IsJson(fault.ContentType))
        {
            output.Write(fault.Body.Span);
            return;
        }

        using var writer = new Utf8JsonWriter(output, JsonText.Options);
        AnthropicErrorBody.Write(writer, error, callId);
    }

    private static bool IsJson(string? contentType) => contentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true;
}
