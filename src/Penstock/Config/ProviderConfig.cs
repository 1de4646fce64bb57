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
    /// <summary>Where a JSON service's OpenAPI document is: below the base address when relative; null when there is none.</summary>
    public Uri? OpenApi { get; init; }

    /// <summary>Whether a provider of the dialect openai speaks responses too.</summary>
    public bool Responses { get; init; }

    /// <summary>Vertex: the project that pays; null for none.</summary>
    public string? Project { get; init; }

    /// <summary>Vertex: the file with Google's credentials; null for those of the machine.</summary>
    public string? CredentialsFile { get; init; }
}
