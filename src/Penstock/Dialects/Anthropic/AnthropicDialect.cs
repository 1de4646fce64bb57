using Penstock.Dialects.Governed;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Anthropic;

/// <summary>What is particular to Anthropic's wire format, as data. Source: Anthropic's API reference, "Messages".</summary>
internal static class AnthropicDialect
{
    /// <summary>The dialect's name in configuration and records; it also marks what only this dialect can carry.</summary>
    public const string Name = "anthropic";

    /// <summary>The header that every request needs.</summary>
    public const string VersionHeader = "anthropic-version";

    /// <summary>What is sent in it where the client said nothing: the only version since 2023.</summary>
    public const string Version = "2023-06-01";

    /// <summary>
    /// The <c>max_tokens</c> of a conversation that says none.
    /// DIALECT: Anthropic alone requires it; others answer until they are done. Every Claude model can write as much.
    /// </summary>
    public const long DefaultMaxTokens = 4096;

    /// <summary>The least tokens that may be spent on thinking ("Extended thinking": <c>budget_tokens</c> ≥ 1024).</summary>
    public const long LeastBudget = 1024;

    // Headers that carry meaning between an SDK and a provider. Credentials, cookies and set-cookie never cross.
    private static readonly string[] RequestHeaders = [VersionHeader, "anthropic-beta", "idempotency-key", "traceparent", "tracestate"];
    private static readonly string[] AnswerHeaders = ["request-id"];

    // Models that know thinking only by a budget of tokens ("Extended thinking"); later ones by effort ("Adaptive thinking").
    // Bedrock's and Vertex's names hold the same words.
    private static readonly string[] BudgetModels = ["claude-3", "-4-0", "-4-1", "-4-5", "-4-2025", "-4@2025"];

    /// <summary>
    /// The members of a request that Penstock acts on: those that cap, price, host tools or name the end user are of Anthropic's API
    /// reference; those that route of OpenRouter, which speaks this dialect too.
    /// </summary>
    public static GovernedMembers Governed { get; } = new(
        [
            "model", "stream", "max_tokens", "metadata", "tools", "tool_choice", "thinking", "output_config", "output_format", "service_tier", "speed",
            "inference_geo", "container", "mcp_servers", "context_management", "cache_control", "user_profile_id", "workspace_id",
        ],
        ["models", "provider", "route", "fallbacks", "preset"]);

    /// <summary>Client headers that go on to a provider.</summary>
    public static IReadOnlyList<string> ForwardedToProvider => RequestHeaders;

    /// <summary>Provider headers that go back to a client.</summary>
    public static IReadOnlyList<string> ForwardedToClient => AnswerHeaders;

    /// <summary>The path below the base address for a capability, which has no version in it; null where there is no such operation.</summary>
    public static string? Path(Capability capability) => capability switch
    {
        Capability.Chat => "v1/messages",
        Capability.CountTokens => "v1/messages/count_tokens",
        _ => null,
    };

    /// <summary>A budget of thinking for a lowered <c>max_tokens</c>, below which it must be: half of it, so that there is room for an answer; null where none fits.</summary>
    public static long? BudgetBelow(long maxTokens) => maxTokens > LeastBudget ? Math.Max(LeastBudget, maxTokens / 2) : null;

    /// <summary>Whether a model is told how much to think in tokens only.</summary>
    public static bool ThinksByBudget(string model) => BudgetModels.Any(part => model.Contains(part, StringComparison.Ordinal));
}
