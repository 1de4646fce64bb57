using System.Buffers;
using System.Text.Json;
using Penstock.Dialects.Bedrock;
using Penstock.Domain.Calls;

namespace Penstock.Resources.Bedrock;

/// <summary>Bedrock's error format: a message, and the class that SDKs raise in a header. A provider's own error in that format crosses as it came.</summary>
internal sealed class BedrockErrorFormat : ErrorFormat
{
    /// <summary>The one there is.</summary>
    public static BedrockErrorFormat Instance { get; } = new();

    public override string ContentType => "application/json";

    public override string Schema => "BedrockError";

    // DIALECT: input that does not fit is a request that cannot be.
    public override CallError Adapt(CallError error) => error.Kind switch
    {
        ErrorKind.InvalidInput => error with { OtherStatus = 400 },
        ErrorKind.ProviderTimeout => error with { OtherStatus = 408 },
        _ => error,
    };

    public override IReadOnlyList<KeyValuePair<string, string>> Headers(CallError error) => [new(BedrockDialect.ErrorType, BedrockErrors.Type(error))];

    public override void Write(CallError error, string callId, IBufferWriter<byte> output)
    {
        if (error.Provider is { Dialect: BedrockDialect.Name, Body.IsEmpty: false } fault && fault.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true)
        {
            output.Write(fault.Body.Span);
            return;
        }

        using var writer = new Utf8JsonWriter(output, JsonText.Options);
        BedrockErrors.Write(writer, error, callId);
    }
}
