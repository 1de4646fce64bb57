namespace Penstock.Dialects;

/// <summary>What is particular to one provider of a dialect, as data from the configuration or from the providers that are known.</summary>
internal sealed record ProviderTraits
{
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
}
