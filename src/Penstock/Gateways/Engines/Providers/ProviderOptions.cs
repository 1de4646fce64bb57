using Penstock.Dialects;
using Penstock.Gateways.Engines.Providers.Signing;
using Penstock.Gateways.Telemetry.Logs;

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

    /// <summary>What proves who asks: a key in a header (<c>Authorization: Bearer …</c>, <c>x-api-key</c>), a token, a signature; null where nothing does.</summary>
    public RequestSigner? Signer { get; init; }

    /// <summary>Further headers of every request.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Takes Penstock's own secrets out of what a provider says; null where there is nothing to take out.</summary>
    public LogScrubber? Scrubber { get; init; }
}
