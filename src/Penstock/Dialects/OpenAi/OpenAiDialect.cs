using Penstock.Dialects.Governed;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

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
    /// embeddings), llama.cpp's server (<c>n_predict</c>, which it heeds before <c>max_tokens</c>) and xAI's; those that route of OpenRouter's "Model Routing"
    /// and "Provider Routing".
    /// </summary>
    public static GovernedMembers Governed { get; } = new(
        [
            "model", "stream", "stream_options", "max_tokens", "max_completion_tokens", "n_predict", "max_new_tokens", "n", "best_of", "prompt", "prediction", "thinking", "reasoning", "user", "safety_identifier",
            "tools", "tool_choice", "functions", "function_call", "service_tier", "store", "web_search_options", "search_parameters", "plugins",
            "prompt_cache_key", "modalities", "reasoning_effort", "dimensions", "encoding_format",
        ],
        ["models", "provider", "route", "fallbacks", "preset"])
    { NoughtIsNoLimit = true };

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

    // A picture: Qwen's servers take up to 16384 tokens (its max_pixels by patches of 28²), OpenAI's patches at most 1536 times 2.46, tiles at most
    // 85 + 8·170: platform.openai.com/docs/guides/images-vision, "Calculating costs".
    private static readonly InputCosts s_costs = new();

    // DIALECT: gpt-4o-mini alone takes 2833 + 5667 for each of at most 8 tiles.
    private static readonly InputCosts s_mini = s_costs with { Image = 2833 + (8 * 5667) };

    /// <summary>The most tokens that a model takes for what is not text.</summary>
    public static InputCosts InputCosts(string model) => model.Contains("4o-mini", StringComparison.Ordinal) ? s_mini : s_costs;

    /// <summary>Client headers that go on to a provider.</summary>
    public static IReadOnlyList<string> ForwardedToProvider => RequestHeaders;

    /// <summary>Provider headers that go back to a client.</summary>
    public static IReadOnlyList<string> ForwardedToClient => AnswerHeaders;
}
