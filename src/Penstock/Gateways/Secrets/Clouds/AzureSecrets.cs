using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Gateways.Engines.Providers.Signing;
using Penstock.Secrets;

namespace Penstock.Gateways.Secrets.Clouds;

/// <summary>An Azure Key Vault as a store: <c>secret:azure/openai-key</c>, <c>secret:azure/openai-key/version</c>.</summary>
/// <param name="address">The vault's address, with a slash at the end: <c>https://name.vault.azure.net/</c>.</param>
/// <param name="exchange">The way there; owned.</param>
/// <param name="signer">Gives an Entra token for <see cref="Scope"/>.</param>
internal sealed class AzureSecrets(Uri address, StoreExchange exchange, RequestSigner signer) : ISecretStore, IDisposable
{
    /// <summary>What the token is for.</summary>
    public const string Scope = "https://vault.azure.net/.default";

    private const string Version = "7.4";

    public async Task<SecretReading> ReadAsync(string path, string? field, CancellationToken ct)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(address, $"secrets/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}?api-version={Version}"));
        var (status, body, failure) = await exchange.SendAsync(message, signer, ct);
        if (failure is not null || status != 200)
        {
            return failure ?? (status == 403 && Disabled(body)
                ? SecretReading.Not(SecretFaultKind.NotFound, $"The secret {exchange.What(path)} is disabled, or outside of the time it is good for.")
                : exchange.Fault(status, path));
        }

        return body?.Text("value") is { } value ? SecretField.Of(value, field, exchange.What(path)) : exchange.Strange(path);
    }

    public void Dispose() => exchange.Dispose();

    // DIALECT: a disabled secret is 403 like a refused one; error.innererror.code tells them apart (Key Vault's REST reference, "error codes").
    private static bool Disabled(JsonElement? body) =>
        body?.Member("error")?.Member("innererror")?.Text("code") is "SecretDisabled" or "SecretNotYetValid" or "SecretExpired";
}
