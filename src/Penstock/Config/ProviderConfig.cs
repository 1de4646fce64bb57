namespace Penstock.Config;

/// <summary>
/// A provider, a known one's gaps filled in. BaseUrl has no slash at the end, unless it has no path. IncludeUsage is false when the
/// provider must never be asked for usage in a stream; AllowFields are the governed routing fields that a client may send.
/// </summary>
internal sealed record ProviderConfig(
    string Name,
    string Dialect,
    Uri BaseUrl,
    Secret? ApiKey,
    string? Region,
    IReadOnlyDictionary<string, string> Headers,
    TimeoutsConfig Timeouts,
    RetryConfig Retry,
    bool IncludeUsage,
    IReadOnlyList<string> AllowFields)
{
    /// <summary>Whether it was declared through the management API, which may not name every secret.</summary>
    public bool FromApi { get; init; }

    /// <summary>Where a JSON service's OpenAPI document is: below the base address when relative; null when there is none.</summary>
    public Uri? OpenApi { get; init; }

    /// <summary>Vertex: the project that pays; null for none.</summary>
    public string? Project { get; init; }

    /// <summary>Vertex: the file with Google's credentials; null for those of the machine.</summary>
    public string? CredentialsFile { get; init; }

    /// <summary>The id of an AWS access key; null for a key in a header, or AWS's default chain.</summary>
    public Secret? AccessKeyId { get; init; }

    /// <summary>The secret of <see cref="AccessKeyId"/>.</summary>
    public Secret? SecretAccessKey { get; init; }

    /// <summary>The token of a temporary <see cref="AccessKeyId"/>; null for none.</summary>
    public Secret? SessionToken { get; init; }

    /// <summary>Whether a provider of the dialect openai speaks responses too.</summary>
    public bool Responses { get; init; }

    /// <summary>What is known of it, or of the one it is like; null when it is neither.</summary>
    public KnownProvider? Known { get; init; }

    /// <summary>The version of its API; null for none.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Whether it knows only <c>max_tokens</c>.</summary>
    public bool OlderMaxTokens { get; init; }

    /// <summary>Members of requests that it refuses.</summary>
    public IReadOnlyList<string> DropFields { get; init; } = [];

    /// <summary>Whether Entra tokens stand for its key.</summary>
    public bool UsesEntra => ApiKey is null && Known?.EntraScope is not null;
}
