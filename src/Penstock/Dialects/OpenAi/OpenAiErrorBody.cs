using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Dialects.Json;

namespace Penstock.Dialects.OpenAi;

/// <summary>
/// The error body: <c>{"error":{"message","type","param","code"}}</c>, with the call's id and the mistakes of the input beside.
/// The words are those OpenAI itself answers in the same case, so that its SDKs raise the same exceptions.
/// </summary>
internal static class OpenAiErrorBody
{
    private const string Request = "invalid_request_error";
    private const string Server = "server_error";

    /// <summary>Writes the body of an error. A provider's own words are kept where it said them in this dialect.</summary>
    public static void Write(Utf8JsonWriter writer, CallError error, string callId)
    {
        var said = error.Provider is { Dialect: OpenAiDialect.Name } fault && error.Kind == ErrorKind.ProviderError ? TryRead(fault.Body) : null;
        var (type, code) = Words(error);
        writer.WriteStartObject();
        writer.WriteStartObject("error");
        writer.WriteString("message", said is { Message.Length: > 0 } ? said.Message : error.Message);
        writer.WriteString("type", said?.Type ?? type);
        writer.WriteString("param", said is null ? error.Param : said.Param);
        writer.WriteString("code", said is null ? error.Code ?? code : said.Code);
        writer.WriteString("call_id", callId);
        if (error.Mistakes.Count > 0)
        {
            WriteMistakes(writer, error.Mistakes);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Reads a provider's error body; null when it is none.</summary>
    public static WireError? TryRead(ReadOnlyMemory<byte> body)
    {
        using var document = WireJson.Parse(body, out _);
        var root = document?.RootElement ?? default;
        // DIALECT: Gemini's compatible endpoint puts the error into an array.
        if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() == 1)
        {
            root = root[0];
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (root.TryGetProperty("error", out var error))
        {
            return error.ValueKind switch
            {
                JsonValueKind.Object => ReadObject(error),
                // DIALECT: Ollama and others answer the message alone.
                JsonValueKind.String => new WireError(error.GetString()!, null, null, null),
                _ => null,
            };
        }

        // DIALECT: older vLLM and Mistral have no object around it; FastAPI servers say detail.
        if (root.TryGetProperty("message", out _))
        {
            return ReadObject(root);
        }

        return root.TryGetProperty("detail", out var detail)
            ? new WireError(detail.ValueKind == JsonValueKind.String ? detail.GetString()! : detail.GetRawText(), null, null, null)
            : null;
    }

    private static WireError ReadObject(JsonElement error) =>
        new(Scalar(error, "message") ?? "", Scalar(error, "type"), Scalar(error, "param"), Scalar(error, "code"));

    // DIALECT: OpenRouter, vLLM and Gemini tell code as a number, Mistral message as an object.
    private static string? Scalar(JsonElement error, string name) =>
        !error.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null
            ? null
            : value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();

    private static (string Type, string? Code) Words(CallError error) => error.Kind switch
    {
        ErrorKind.InvalidRequest => (Request, null),
        // DIALECT: OpenAI's type for an unknown key is not authentication_error.
        ErrorKind.Unauthenticated => (Request, "invalid_api_key"),
        ErrorKind.MethodNotAllowed => (Request, "method_not_supported"),
        ErrorKind.UnsupportedMediaType => (Request, "unsupported_content_type"),
        ErrorKind.InvalidInput or ErrorKind.PermissionDenied or ErrorKind.ModelNotFound or ErrorKind.NotFound or ErrorKind.NotAcceptable
            or ErrorKind.Conflict or ErrorKind.PreconditionFailed or ErrorKind.TooLarge => (Request, error.Kind.Code()),
        // DIALECT: OpenAI's type says which limit was reached.
        ErrorKind.RateLimited when error.Code?.Contains("_tokens_", StringComparison.Ordinal) == true => ("tokens", "rate_limit_exceeded"),
        ErrorKind.RateLimited => ("requests", "rate_limit_exceeded"),
        // DIALECT: of both, as OpenAI says it when the money is gone.
        ErrorKind.BudgetExceeded => ("insufficient_quota", "insufficient_quota"),
        ErrorKind.ProviderError when error.Status == 429 => ("requests", "rate_limit_exceeded"),
        ErrorKind.ProviderError when error.Status < 500 => (Request, error.Kind.Code()),
        _ => (Server, error.Kind.Code()),
    };

    private static void WriteMistakes(Utf8JsonWriter writer, IReadOnlyList<InputMistake> mistakes)
    {
        writer.WriteStartArray("mistakes");
        foreach (var mistake in mistakes)
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
}
