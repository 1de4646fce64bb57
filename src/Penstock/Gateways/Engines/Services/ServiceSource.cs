using Penstock.Gateways.Engines.Providers;

namespace Penstock.Gateways.Engines.Services;

/// <summary>Where a service's document comes from.</summary>
/// <param name="Provider">The service.</param>
/// <param name="Address">The document's whole address; a <c>file:</c> address is read from disk.</param>
/// <param name="Http">The service's connections.</param>
internal sealed record ServiceSource(ProviderOptions Provider, Uri Address, HttpMessageInvoker Http);
