using System.Collections.Frozen;

namespace Penstock.Dialects;

/// <summary>What is particular to one provider of a dialect, as data from the configuration or from the providers that are known.</summary>
internal sealed record ProviderTraits
{
    /// <summary>No members.</summary>
    public static readonly IReadOnlyDictionary<string, string> NoNames = FrozenDictionary<string, string>.Empty;

    /// <summary>Its name in configuration and records.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it understands <c>stream_options.include_usage</c>.</summary>
    public bool IncludeUsage { get; init; } = true;

    /// <summary>Whether it knows only <c>max_tokens</c>, not <c>max_completion_tokens</c>.</summary>
    public bool OlderMaxTokens { get; init; }

    /// <summary>Whether, though its dialect is OpenAI's chat, it speaks OpenAI's responses too.</summary>
    public bool Responses { get; init; }

    /// <summary>The version of its API that is asked for (Azure's <c>api-version</c>); null for none.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>The region it runs in; null where that does not matter.</summary>
    public string? Region { get; init; }

    /// <summary>The project that pays (Vertex); null for none.</summary>
    public string? Project { get; init; }

    /// <summary>The path of an operation below the base address: <c>{path}</c> is the dialect's own, <c>{model}</c> the upstream model, <c>{version}</c> the <see cref="ApiVersion"/>.</summary>
    public string PathTemplate { get; init; } = "{path}";

    /// <summary>Outer members of requests that it refuses, or only with a value (<c>encoding_format=float</c>): they are left out.</summary>
    public IReadOnlyList<string> Drops { get; init; } = [];

    /// <summary>Outer members of requests that it knows by another name.</summary>
    public IReadOnlyDictionary<string, string> Renames { get; init; } = NoNames;

    /// <summary>What it calls the purposes of embeddings, by Cohere's words; empty where it cannot be told.</summary>
    public IReadOnlyDictionary<string, string> InputTypes { get; init; } = NoNames;

    /// <summary>The member that holds the purpose of embeddings.</summary>
    public string InputTypeMember { get; init; } = "input_type";

    /// <summary>The form of its reranking: <c>jina</c> or <c>voyage</c>.</summary>
    public string Rerank { get; init; } = "jina";

    /// <summary>Whether it takes and gives reasoning as blocks of content (Mistral) and refuses <c>reasoning_content</c>.</summary>
    public bool ThinkingBlocks { get; init; }

    /// <summary>How many letters and digits its tool call ids have to have; 0 for any.</summary>
    public int ToolCallIdLength { get; init; }

    /// <summary>The path and query of an operation below the base address.</summary>
    /// <param name="path">The dialect's own.</param>
    /// <param name="model">The model's name at the provider.</param>
    public string Path(string path, string model) => PathTemplate == "{path}" ? path : PathTemplate
        .Replace("{path}", path, StringComparison.Ordinal)
        .Replace("{model}", Uri.EscapeDataString(model), StringComparison.Ordinal)
        .Replace("{version}", Uri.EscapeDataString(ApiVersion ?? ""), StringComparison.Ordinal);
}
