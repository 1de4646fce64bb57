using Penstock.Dialects;
using Penstock.Dialects.OpenInference;
using Penstock.Gateways.Engines.Providers;
using Penstock.Gateways.Engines.Services;

namespace Penstock.Gateways.Engines.OpenInference;

/// <summary>Asks a server what a model takes and gives, and how tensors may be sent to it.</summary>
/// <param name="Provider">The server.</param>
/// <param name="Model">Its own name for the model.</param>
/// <param name="Version">The version; null for the server's own choice.</param>
/// <param name="Http">The server's connections.</param>
internal sealed record ServedModelSource(ProviderOptions Provider, string Model, string? Version, HttpMessageInvoker Http) : IDescriptionSource<ServedModel>
{
    private const int Longest = 4 * 1024 * 1024;

    /// <summary>The model's address at the server.</summary>
    public Uri Address => OpenInferenceDialect.AddressOf(Provider.BaseAddress, Model, Version);

    /// <inheritdoc/>
    // Two providers may be one server under two credentials.
    public string Key => Provider.Name + ' ' + Address.AbsoluteUri;

    /// <inheritdoc/>
    public string What => $"the metadata of '{Model}' at '{Provider.Name}'";

    /// <inheritdoc/>
    public bool IsFile => false;

    /// <inheritdoc/>
    public async Task<Description<ServedModel>> ReadAsync(CancellationToken ct)
    {
        var (status, body) = await GetAsync(Address, ct);
        using var metadata = body;
        if (status != 200)
        {
            return Nothing($"{What} was answered with {status}{(status is >= 400 and < 500 and not (401 or 403) && body is not null && InferAnswerReader.ReadError(body.Memory.Span) is { } said ? ": " + said.TrimEnd('.') : "")}");
        }

        if (body is null)
        {
            return Nothing($"{What} is larger than {Longest / 1024 / 1024} MiB");
        }

        var (signature, description, problem) = MetadataReader.Read(body.Memory.Span);
        if (signature is null)
        {
            return Nothing($"{What} cannot be read: {problem!.TrimEnd('.')}");
        }

        if (signature.Inputs.Count == 0 && signature.Outputs.Count == 0)
        {
            // DIALECT: MLServer says nothing of models whose settings do not.
            return Nothing($"{What} names no inputs and no outputs; declare them in the settings of that server");
        }

        (status, body) = await GetAsync(new Uri(Provider.BaseAddress, OpenInferenceDialect.Root), ct);
        using var server = body;

        // Not every server has something at the root; one that is in trouble is asked again.
        return status == 200 || status is 404 or 405 or 501
            ? new Description<ServedModel>(new ServedModel(signature, description, status == 200 && body is not null && MetadataReader.TakesBinary(body.Memory.Span)), null)
            : Nothing($"the metadata of '{Provider.Name}' was answered with {status}");
    }

    private async Task<(int Status, PooledBytes? Body)> GetAsync(Uri address, CancellationToken ct)
    {
        var (sent, refused) = await ProviderExchange.SendAsync(
            Provider, Http, (Provider, address), static of => ProviderExchange.Request(HttpMethod.Get, of.address, null, of.Provider, OpenInferenceDialect.Json), ct);
        using var answer = sent;

        // Without its key the server was not asked: as if it had refused.
        return answer is null ? (refused!.Status, null) : ((int)answer.StatusCode, await ProviderExchange.ReadBodyAsync(null, answer, Longest, ct));
    }

    private static Description<ServedModel> Nothing(string problem) => new(null, problem);
}
