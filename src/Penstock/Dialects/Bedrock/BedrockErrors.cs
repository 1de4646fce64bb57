using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Bedrock;

/// <summary>The errors of Bedrock's runtime: a JSON object with a <c>message</c>, the class in a header or in the type of an event.</summary>
internal static class BedrockErrors
{
    private const int LongestMessage = 2000;

    /// <summary>A provider's error.</summary>
    /// <param name="body">The body, or an exception's payload.</param>
    /// <param name="contentType">Its media type.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="type">The exception's class, where it is known.</param>
    public static CallError ReadFault(ReadOnlyMemory<byte> body, string? contentType, int status, string? type = null)
    {
        var message = Message(body) is { Length: > 0 } said ? said : $"The provider answered with an error ({type ?? status.ToString(System.Globalization.CultureInfo.InvariantCulture)}).";
        return new CallError(ErrorKind.ProviderError, message.Length > LongestMessage ? message[..LongestMessage] + "…" : message)
        {
            Code = IsTooLong(message) ? "context_length_exceeded" : type,
            Provider = new ProviderFault(status, BedrockDialect.Name, contentType, body.ToArray()),
        };
    }

    /// <summary>An exception in a stream.</summary>
    /// <param name="type">Its type: <c>throttlingException</c>.</param>
    /// <param name="payload">Its payload.</param>
    public static CallError ReadException(string type, ReadOnlyMemory<byte> payload)
    {
        var name = type.Length == 0 ? "InternalServerException" : char.ToUpperInvariant(type[0]) + type[1..];
        return ReadFault(payload, "application/json", Status(name), name);
    }

    /// <summary>The status of a class of errors, as the service model gives it.</summary>
    public static int Status(string type) => type switch
    {
        "ValidationException" or "ServiceQuotaExceededException" => 400,
        "AccessDeniedException" => 403,
        "ResourceNotFoundException" => 404,
        "ModelTimeoutException" => 408,
        "ModelErrorException" or "ModelStreamErrorException" => 424,
        "ThrottlingException" or "ModelNotReadyException" => 429,
        "ServiceUnavailableException" => 503,
        _ => 500,
    };

    /// <summary>The class of an error: the provider's own word, or else the one that official SDKs raise in that case.</summary>
    public static string Type(CallError error)
    {
        if (error.Code is { } code && code.EndsWith("Exception", StringComparison.Ordinal))
        {
            return code;
        }

        return error.Kind switch
        {
            ErrorKind.ProviderCut => "ModelErrorException",
            ErrorKind.ProviderTimeout => "ModelTimeoutException",
            ErrorKind.ProviderUnavailable or ErrorKind.Unavailable => "ServiceUnavailableException",
            ErrorKind.ProviderCredentials or ErrorKind.Internal => "InternalServerException",
            _ => error.Status switch
            {
                401 or 403 => "AccessDeniedException",
                404 => "ResourceNotFoundException",
                408 => "ModelTimeoutException",
                424 => "ModelErrorException",
                429 => "ThrottlingException",
                503 or 529 => "ServiceUnavailableException",
                >= 500 => "InternalServerException",
                _ => "ValidationException",
            },
        };
    }

    /// <summary>The type of an exception in a stream: one of those the service model has there.</summary>
    public static string StreamType(CallError error) => Type(error) switch
    {
        "ValidationException" or "AccessDeniedException" or "ResourceNotFoundException" => "validationException",
        "ThrottlingException" or "ModelNotReadyException" => "throttlingException",
        "ServiceUnavailableException" => "serviceUnavailableException",
        "InternalServerException" => "internalServerException",
        _ => "modelStreamErrorException",
    };

    /// <summary>Writes the body of an error.</summary>
    public static void Write(Utf8JsonWriter writer, CallError error, string callId)
    {
        writer.WriteStartObject();
        writer.WriteString("message", error.Message);
        writer.WriteString("call_id", callId);
        writer.WriteEndObject();
    }

    private static string? Message(ReadOnlyMemory<byte> body)
    {
        using var document = WireJson.Parse(body, out _);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } root)
        {
            return null;
        }

        // DIALECT: AWS's gateways before the service write it with a capital letter.
        return (root.TryGetProperty("message", out var said) || root.TryGetProperty("Message", out said)) && said.ValueKind == JsonValueKind.String ? said.GetString() : null;
    }

    // DIALECT: there is no class for it; each family has its own sentence.
    private static bool IsTooLong(string message) =>
        message.Contains("nput is too long", StringComparison.Ordinal) || message.Contains("prompt is too long", StringComparison.OrdinalIgnoreCase)
        || message.Contains("maximum context length", StringComparison.OrdinalIgnoreCase) || message.Contains("context window", StringComparison.OrdinalIgnoreCase)
        || message.Contains("Too many input tokens", StringComparison.OrdinalIgnoreCase);
}
