using System.Collections.Frozen;

namespace Penstock.Config;

/// <summary>
/// A provider that Penstock knows: data, not code. KeyVariables are customary names of the environment variable with its key, the first
/// for messages; a Local one runs on the operator's machine and needs no key; IncludeUsage says that it knows
/// <c>stream_options.include_usage</c>; Unavailable says why it cannot be used now, or is null. BaseUrl is null where each customer has an address of its own.
/// </summary>
internal sealed record KnownProvider(string Dialect, Uri? BaseUrl, IReadOnlyList<string> KeyVariables, bool Local, bool IncludeUsage, string? Unavailable)
{
    /// <summary>The region in its address, which another may stand for; null where it has none.</summary>
    public string? Region { get; init; }

    /// <summary>Whether requests without a key are signed, so that none must be given.</summary>
    public bool Signed { get; init; }

    /// <summary>Whether one of the dialect openai speaks responses too.</summary>
    public bool Responses { get; init; }

    /// <summary>The base addresses of regions, by the region's name; empty where there is one for all.</summary>
    public IReadOnlyDictionary<string, Uri> Regions { get; init; } = FrozenDictionary<string, Uri>.Empty;

    /// <summary>The header that holds the key; null for the dialect's.</summary>
    public string? KeyHeader { get; init; }

    /// <summary>The scope of the Entra tokens that stand for a key where none is given; null where a key is needed.</summary>
    public string? EntraScope { get; init; }

    /// <summary>The path below the base address where its API has a version; null for the one without.</summary>
    public string? VersionedPath { get; init; }

    /// <summary>The path below the base address; null for the dialect's own.</summary>
    public string? Path { get; init; }

    /// <summary>What stands before the names of models that hold no slash; null for nothing.</summary>
    public string? ModelPrefix { get; init; }

    /// <summary>How its models are called, in words; null where there is nothing to say.</summary>
    public string? ModelNames { get; init; }

    /// <summary>Whether it knows only <c>max_tokens</c>.</summary>
    public bool OlderMaxTokens { get; init; }

    /// <summary>Members of requests that it refuses.</summary>
    public IReadOnlyList<string> Drops { get; init; } = [];

    /// <summary>Members of requests that it knows by another name.</summary>
    public IReadOnlyDictionary<string, string> Renames { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>What it calls the purposes of embeddings, by Cohere's words.</summary>
    public IReadOnlyDictionary<string, string> InputTypes { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The member that holds the purpose of embeddings; null for <c>input_type</c>.</summary>
    public string? InputTypeMember { get; init; }

    /// <summary>The form of its reranking; null for Jina's.</summary>
    public string? Rerank { get; init; }

    /// <summary>The shipped list that has its prices; null where none has.</summary>
    public string? Prices { get; init; }

    /// <summary>Whether reasoning is a block of content.</summary>
    public bool ThinkingBlocks { get; init; }

    /// <summary>How many letters and digits its tool call ids have to have; 0 for any.</summary>
    public int ToolCallIdLength { get; init; }
}
