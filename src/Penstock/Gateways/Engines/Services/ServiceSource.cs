using Penstock.Dialects.JsonService;
using Penstock.Gateways.Engines.Providers;

namespace Penstock.Gateways.Engines.Services;

/// <summary>Where a JSON service's OpenAPI document comes from.</summary>
/// <param name="Provider">The service.</param>
/// <param name="Address">The document's whole address; a <c>file:</c> address is read from disk.</param>
/// <param name="Http">The service's connections.</param>
internal sealed record ServiceSource(ProviderOptions Provider, Uri Address, HttpMessageInvoker Http) : IDescriptionSource<OpenApiDocument>
{
    /// <inheritdoc/>
    public string Key => Address.AbsoluteUri;

    /// <inheritdoc/>
    public string What => $"the OpenAPI document of '{Provider.Name}'";

    /// <inheritdoc/>
    public bool IsFile => Address.IsFile;

    /// <inheritdoc/>
    public Task<Description<OpenApiDocument>> ReadAsync(CancellationToken ct) => DocumentFetch.ReadAsync(this, ct);
}
