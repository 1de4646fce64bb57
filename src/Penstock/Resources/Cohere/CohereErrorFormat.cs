using System.Buffers;
using System.Text.Json;
using Penstock.Dialects.Cohere;
using Penstock.Domain.Calls;

namespace Penstock.Resources.Cohere;

/// <summary>Cohere's error format; a provider's own error in that format crosses as it came.</summary>
internal sealed class CohereErrorFormat : ErrorFormat
{
    /// <summary>The one there is.</summary>
    public static CohereErrorFormat Instance { get; } = new();

    public override string ContentType => "application/json";

    public override string Schema => "CohereError";

    public override void Write(CallError error, string callId, IBufferWriter<byte> output)
    {
        if (error.Provider is { Dialect: CohereDialect.Name, Body.IsEmpty: false } fault && fault.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true)
        {
            output.Write(fault.Body.Span);
            return;
        }

        using var writer = new Utf8JsonWriter(output, JsonText.Options);
        CohereErrors.Write(writer, error, callId);
    }
}
