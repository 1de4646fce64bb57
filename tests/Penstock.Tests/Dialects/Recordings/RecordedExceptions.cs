using Penstock.Upstream;

namespace Penstock.Tests.Dialects.Recordings;

/// <summary>The small list of recorded exchanges that no codec reads, each with its reason.</summary>
internal static class RecordedExceptions
{
    /// <summary>Why an exchange has no codec; null when it has one.</summary>
    public static string? WithoutCodec(Exchange at) => (at.Provider, at.Path) switch
    {
        ("cohere", "/v1/chat" or "/v1/generate") => "Cohere's first version is retired; Penstock speaks the second.",
        ("ollama", "/api/chat") => "Ollama is called by its OpenAI-compatible interface.",
        ("gemini", "/v1beta/models") => "A list of models is answered from Penstock's own catalogue.",
        _ => null,
    };

    /// <summary>Why a part of an exchange does not come back as it was; null when it does.</summary>
    /// <param name="at">The exchange.</param>
    /// <param name="what">The part: <c>its request</c>, <c>its answer</c>, <c>its bytes</c>.</param>
    public static string? OtherForm(Exchange at, string what) => (at.Id, what) switch
    {
        ("p0301", "its request") => "Cohere's second version demands embedding_types, which an older request may leave out.",
        ("p0007", "its answer") => "The retired function_call is written as tool_calls, and so is its finish reason.",
        ("p0259", "its bytes") => "Together's finish reason 'eos' would raise in OpenAI's SDKs: it is mended on the way.",
        _ => null,
    };
}
