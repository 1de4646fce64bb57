using Penstock.Dialects.Governed;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Gemini;

/// <summary>What is particular to Gemini's wire format, as data. Source: Google's protos of <c>google.ai.generativelanguage.v1beta</c> and Vertex's REST reference.</summary>
internal static class GeminiDialect
{
    /// <summary>The dialect's name in configuration and records; Vertex speaks it too.</summary>
    public const string Name = "gemini";

    /// <summary>The operation of a whole answer.</summary>
    public const string Generate = "generateContent";

    /// <summary>The operation of a stream that is one JSON array.</summary>
    public const string StreamArray = "streamGenerateContent";

    /// <summary>The operation of a stream of server-sent events.</summary>
    public const string StreamEvents = "streamGenerateContent?alt=sse";

    /// <summary>The operation that counts tokens.</summary>
    public const string CountTokens = "countTokens";

    /// <summary>The operation of one vector.</summary>
    public const string Embed = "embedContent";

    /// <summary>The operation of several vectors.</summary>
    public const string BatchEmbed = "batchEmbedContents";

    /// <summary>Vertex' operation of several vectors.</summary>
    public const string Predict = "predict";

    private static readonly string[] RequestHeaders = ["x-goog-api-client", "traceparent", "tracestate"];
    private static readonly string[] AnswerHeaders = ["x-gemini-service-tier"];

    /// <summary>
    /// The members of a request that Penstock acts on: what caps, hosts tools or refers to what the provider keeps. None of them routes: the
    /// model is in the address.
    /// </summary>
    public static GovernedMembers Governed { get; } = new(
        [
            "model", "tools", "toolConfig", "tool_config", "generationConfig", "generation_config", "cachedContent", "cached_content", "safetySettings",
            "safety_settings", "serviceTier", "service_tier", "store", "labels",
        ],
        [])
    { NoughtIsNoLimit = true, NumbersAsText = true };

    /// <summary>Client headers that go on to a provider.</summary>
    public static IReadOnlyList<string> ForwardedToProvider => RequestHeaders;

    /// <summary>Provider headers that go back to a client.</summary>
    public static IReadOnlyList<string> ForwardedToClient => AnswerHeaders;

    /// <summary>The operation for a call whose client speaks another dialect.</summary>
    /// <param name="capability">What is asked.</param>
    /// <param name="stream">Whether as a stream.</param>
    public static string? Operation(Capability capability, bool stream) => capability switch
    {
        Capability.Chat => stream ? StreamEvents : Generate,
        Capability.CountTokens => CountTokens,
        Capability.Embeddings => BatchEmbed,
        _ => null,
    };
}
