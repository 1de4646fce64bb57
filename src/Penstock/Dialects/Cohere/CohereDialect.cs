using Penstock.Dialects.Governed;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Cohere;

/// <summary>What is particular to Cohere's wire format, version 2, as data. Source: docs.cohere.com/reference, and the types of its SDK.</summary>
internal static class CohereDialect
{
    /// <summary>The dialect's name in configuration and records; it also marks what only this dialect can carry.</summary>
    public const string Name = "cohere";

    /// <summary>The members of a request that Penstock acts on: those that cap, price or host tools. Nothing routes.</summary>
    public static GovernedMembers Governed { get; } = new(
        ["model", "stream", "max_tokens", "tools", "tool_choice", "thinking", "priority", "embedding_types", "output_dimension", "top_n"],
        []);

    /// <summary>Client headers that go on to a provider.</summary>
    public static IReadOnlyList<string> ForwardedToProvider { get; } = ["x-client-name", "idempotency-key", "traceparent", "tracestate"];

    /// <summary>Provider headers that go back to a client.</summary>
    public static IReadOnlyList<string> ForwardedToClient { get; } = ["x-debug-trace-id", "x-api-warning", "x-endpoint-monthly-call-limit", "x-trial-endpoint-call-limit", "x-trial-endpoint-call-remaining"];

    /// <summary>The path below the base address for a capability; null where it has no such operation.</summary>
    public static string? Path(Capability capability) => capability switch
    {
        Capability.Chat => "v2/chat",
        Capability.Embeddings => "v2/embed",
        Capability.Rerank => "v2/rerank",
        _ => null,
    };
}
