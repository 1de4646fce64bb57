using Penstock.Dialects.Governed;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.OpenAi;

/// <summary>What is particular to OpenAI's wire format, as data. Source: OpenAI's API reference.</summary>
internal static class OpenAiDialect
{
    /// <summary>The dialect's name in configuration and records; it also marks what only this dialect can carry.</summary>
    public const string Name = "openai";

    // Headers that carry meaning between an SDK and a provider. Credentials, cookies and set-cookie never cross.
    private static readonly string[] RequestHeaders = ["openai-beta", "idempotency-key", "traceparent", "tracestate"];
    private static readonly string[] AnswerHeaders = ["openai-processing-ms", "openai-version", "x-request-id"];

    /// <summary>
    /// The members of a request that Penstock acts on. Those that cap, price or host tools are of OpenAI's API reference (chat completions,
    /// embeddings); those that route of OpenRouter's "Model Routing" and "Provider Routing".
    /// </summary>
    public static GovernedMembers Governed { get; } = new(
        [
            "model", "stream", "stream_options", "max_tokens", "max_completion_tokens", "n", "best_of", "user", "safety_identifier",
            "tools", "tool_choice", "functions", "function_call", "service_tier", "store", "web_search_options", "plugins",
            "prompt_cache_key", "modalities", "reasoning_effort", "dimensions", "encoding_format",
        ],
        ["models", "provider", "route", "fallbacks", "preset"]);

    /// <summary>The path below the base address for a capability; null where it has no such operation.</summary>
    public static string? Path(Capability capability) => capability switch
    {
        Capability.Chat => "chat/completions",
        Capability.Completions => "completions",
        Capability.Embeddings => "embeddings",
        Capability.Moderations => "moderations",
        Capability.Images => "images/generations",
        Capability.Speech => "audio/speech",
        Capability.Transcriptions => "audio/transcriptions",
        Capability.Rerank => "rerank",
        _ => null,
    };

    /// <summary>Client headers that go on to a provider.</summary>
    public static IReadOnlyList<string> ForwardedToProvider => RequestHeaders;

    /// <summary>Provider headers that go back to a client.</summary>
    public static IReadOnlyList<string> ForwardedToClient => AnswerHeaders;
}
