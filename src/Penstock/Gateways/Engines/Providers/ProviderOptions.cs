namespace Penstock.Gateways.Engines.Providers;

/// <summary>An HTTP provider, as data.</summary>
internal sealed record ProviderOptions
{
    /// <summary>Its name in configuration and records.</summary>
    public required string Name { get; init; }

    /// <summary>The base address, as the provider's SDK takes it, with a closing slash.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>The key, sent as <c>Authorization: Bearer</c>; null for servers that ask for none.</summary>
    public string? ApiKey
    {
        get;
        init => (field, Authorization) = (value, value is null ? null : "Bearer " + value);
    }

    /// <summary>The <c>Authorization</c> header of every request; null when there is no key.</summary>
    public string? Authorization { get; private init; }

    /// <summary>Further headers of every request.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>How long a connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the provider understands <c>stream_options.include_usage</c>.</summary>
    public bool IncludeUsage { get; init; } = true;
}
