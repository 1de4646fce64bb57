using System.Globalization;
using System.Text;
using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Gateways.Engines.Providers.Signing;
using Penstock.Gateways.Storage.Journals;
using Penstock.Secrets;

namespace Penstock.Gateways.Secrets.Clouds;

/// <summary>Google Secret Manager as a store: <c>secret:gcp/openai-key</c>, <c>secret:gcp/openai-key/versions/5</c>, or a whole resource name.</summary>
/// <param name="address">The API's address, with a slash at the end.</param>
/// <param name="project">The project of secrets that name none; null where all do.</param>
/// <param name="exchange">The way there; owned.</param>
/// <param name="signer">Gives Google's access token.</param>
internal sealed class GoogleSecrets(Uri address, string? project, StoreExchange exchange, RequestSigner signer) : ISecretStore, IDisposable
{
    /// <summary>Google's own address.</summary>
    public static readonly Uri Usual = new("https://secretmanager.googleapis.com/");

    public async Task<SecretReading> ReadAsync(string path, string? field, CancellationToken ct)
    {
        var whole = path.StartsWith("projects/", StringComparison.Ordinal);
        if (!whole && project is null)
        {
            return SecretReading.Not(SecretFaultKind.NotFound, $"The secret {exchange.What(path)} names no project. Set secrets.stores.{exchange.Name}.project, or write projects/…/secrets/….");
        }

        var name = (whole ? path : $"projects/{project}/secrets/{path}") + (path.Contains("/versions/", StringComparison.Ordinal) ? "" : "/versions/latest");
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(address, $"v1/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}:access"));
        var (status, body, failure) = await exchange.SendAsync(message, signer, ct);

        // DIALECT: a disabled or destroyed version is FAILED_PRECONDITION, with 400 (google.rpc.Code).
        return failure ?? (status == 200 ? Value(body, path, field)
            : status == 400 && Says(body, "FAILED_PRECONDITION") ? SecretReading.Not(SecretFaultKind.NotFound, $"The version of the secret {exchange.What(path)} is disabled or destroyed.")
            : exchange.Fault(status, path));
    }

    public void Dispose() => exchange.Dispose();

    private SecretReading Value(JsonElement? body, string path, string? field)
    {
        if (body?.Member("payload") is not { } payload || payload.Member("data") is not { ValueKind: JsonValueKind.String } data)
        {
            return exchange.Strange(path);
        }

        try
        {
            var bytes = data.GetBytesFromBase64();

            // A value that was hurt on its way would be refused by the provider, and nobody would know why.
            return payload.TryGetProperty("dataCrc32c", out var sum) && sum.GetString() != Crc32C.Of(bytes).ToString(CultureInfo.InvariantCulture)
                ? SecretReading.Not(SecretFaultKind.Unavailable, $"The secret {exchange.What(path)} came with another checksum than it has.")
                : SecretField.Of(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes), field, exchange.What(path));
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException)
        {
            return SecretReading.Not(SecretFaultKind.Unreadable, $"The secret {exchange.What(path)} is no UTF-8 text.");
        }
    }

    private static bool Says(JsonElement? body, string status) => body?.Member("error")?.Text("status") == status;
}
