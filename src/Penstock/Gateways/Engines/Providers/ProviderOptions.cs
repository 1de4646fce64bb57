using Penstock.Dialects;
using Penstock.Gateways.Engines.Providers.Signing;

namespace Penstock.Gateways.Engines.Providers;

/// <summary>An HTTP provider, as data.</summary>
internal sealed record ProviderOptions
{
    /// <summary>Its name in configuration and records.</summary>
    public string Name => Traits.Name;

    /// <summary>What is particular to it among those of its dialect.</summary>
    public required ProviderTraits Traits { get; init; }

    /// <summary>The base address, as the provider's SDK takes it, with a closing slash.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>The header of every request that holds the key (<c>Authorization: Bearer …</c>, <c>x-api-key</c>); null where there is none.</summary>
    public KeyValuePair<string, string>? KeyHeader { get; init; }

    /// <summary>What signs requests, where a key is not enough; null otherwise.</summary>
    public RequestSigner? Signer { get; init; }

    /// <summary>Further headers of every request.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>A bearer key as <see cref="KeyHeader"/>; null for none.</summary>
    public static KeyValuePair<string, string>? Bearer(string? key) => key is null ? null : new("Authorization", "Bearer " + key);
}
