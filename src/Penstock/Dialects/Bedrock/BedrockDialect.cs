using Penstock.Dialects.Governed;

namespace Penstock.Dialects.Bedrock;

/// <summary>What is particular to Amazon Bedrock's runtime, as data. Source: AWS's service model of bedrock-runtime, 2023-09-30.</summary>
internal static class BedrockDialect
{
    /// <summary>The dialect's name in configuration and records; it also marks what only this dialect can carry.</summary>
    public const string Name = "bedrock";

    /// <summary>The operation with one body for all models.</summary>
    public const string Converse = "converse";

    /// <summary>The operation with the model's own body.</summary>
    public const string Invoke = "invoke";

    /// <summary>The header that names an error's class.</summary>
    public const string ErrorType = "x-amzn-ErrorType";

    /// <summary>An unstreamed native answer's tokens are told in headers: the input.</summary>
    public const string InputTokens = "x-amzn-bedrock-input-token-count";

    /// <summary>An unstreamed native answer's tokens are told in headers: the output.</summary>
    public const string OutputTokens = "x-amzn-bedrock-output-token-count";

    /// <summary>The members of a request that Penstock acts on: what caps, prices and hosts tools. The model is in the address.</summary>
    public static GovernedMembers Governed { get; } = new(["inferenceConfig", "toolConfig", "serviceTier", "performanceConfig", "additionalModelRequestFields", "requestMetadata"], []);

    /// <summary>The members of a native body that Penstock acts on: Anthropic's, and what caps in other families.</summary>
    public static GovernedMembers GovernedNative { get; } = new(
        [
            "max_tokens", "max_completion_tokens", "max_tokens_to_sample", "max_gen_len", "maxTokens", "textGenerationConfig", "inferenceConfig", "n", "num_generations", "numResults",
            "thinking", "tools", "tool_choice",
        ],
        []);

    /// <summary>Client headers that go on to a provider. The service tier, which has another price, is not among them.</summary>
    public static IReadOnlyList<string> ForwardedToProvider { get; } =
    [
        "x-amzn-bedrock-trace", "x-amzn-bedrock-guardrailidentifier", "x-amzn-bedrock-guardrailversion", "x-amzn-bedrock-performanceconfig-latency",
        "traceparent", "tracestate",
    ];

    /// <summary>Provider headers that go back to a client.</summary>
    public static IReadOnlyList<string> ForwardedToClient { get; } =
    [
        "x-amzn-requestid", InputTokens, OutputTokens, "x-amzn-bedrock-invocation-latency", "x-amzn-bedrock-content-type",
        "x-amzn-bedrock-performanceconfig-latency", "x-amzn-bedrock-service-tier",
    ];

    /// <summary>The path of an operation below the base address. DIALECT: the model's id is one segment, its colons and slashes escaped.</summary>
    public static string Path(string model, string operation, bool stream) =>
        $"model/{Uri.EscapeDataString(model)}/{operation}{(stream ? operation == Converse ? "-stream" : "-with-response-stream" : "")}";
}
