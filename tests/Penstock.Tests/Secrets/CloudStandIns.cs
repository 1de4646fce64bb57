using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Penstock.Gateways.Storage.Journals;
using Penstock.Tests.Gateways;

namespace Penstock.Tests.Secrets;

/// <summary>
/// What gives secrets and tokens in the clouds, on loopback: AWS Secrets Manager, an Azure Key Vault with a managed identity (App Service's), Google Secret
/// Manager with a service account. They know the secret <c>openai</c>; whatever else is asked for is refused, and the error repeats the request.
/// </summary>
internal sealed class CloudStandIns : IAsyncDisposable
{
    private readonly RSA _account = RSA.Create(2048);
    private OtherHost? _host;

    /// <summary>Where all of them are.</summary>
    public Uri Address => _host!.Address;

    /// <summary>What they were asked.</summary>
    public IEnumerable<OtherHost.Received> Requests => _host!.Requests;

    public required string AwsValue { get; init; }

    public required string AzureValue { get; init; }

    /// <summary>What the process proves itself with to its managed identity.</summary>
    public required string AzureHeader { get; init; }

    public required string AzureToken { get; init; }

    public required string GoogleValue { get; init; }

    public required string GoogleToken { get; init; }

    /// <summary>The beginning of the service account's private key, in base64.</summary>
    public string GoogleKey => Convert.ToBase64String(_account.ExportPkcs8PrivateKey())[400..560];

    public async Task<CloudStandIns> StartAsync()
    {
        _host = await OtherHost.StartAsync(AnswerAsync);
        return this;
    }

    /// <summary>The file of the service account.</summary>
    public string GoogleFile() => JsonSerializer.Serialize(new
    {
        type = "service_account",
        project_id = "house",
        private_key_id = "0123456789abcdef",
        private_key = _account.ExportPkcs8PrivateKeyPem(),
        client_email = "penstock@house.iam.gserviceaccount.com",
        client_id = "1",
        token_uri = Address + "token",
    });

    public async ValueTask DisposeAsync()
    {
        await _host!.DisposeAsync();
        _account.Dispose();
    }

    private Task AnswerAsync(HttpContext http, OtherHost.Received request) => request switch
    {
        { Target: "/aws/" } when request.Body.Contains("\"openai\"", StringComparison.Ordinal) => http.Response.WriteAsJsonAsync(new JsonObject { ["SecretString"] = AwsValue }),
        { Target: "/token" } => http.Response.WriteAsJsonAsync(new { access_token = GoogleToken, expires_in = 3600, token_type = "Bearer" }),
        _ when request.Target.StartsWith("/identity?", StringComparison.Ordinal) && request.Headers.GetValueOrDefault("x-identity-header") == AzureHeader => http.Response.WriteAsJsonAsync(
            new { access_token = AzureToken, expires_on = TimeProvider.System.GetUtcNow().AddHours(3).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), resource = "https://vault.azure.net", token_type = "Bearer" }),
        _ when request.Target.StartsWith("/azure/secrets/openai?", StringComparison.Ordinal) && request.Headers.GetValueOrDefault("authorization") == "Bearer " + AzureToken =>
            http.Response.WriteAsJsonAsync(new { value = AzureValue }),
        _ when request.Target.EndsWith("/secrets/openai/versions/latest:access", StringComparison.Ordinal) && request.Headers.GetValueOrDefault("authorization") == "Bearer " + GoogleToken =>
            http.Response.WriteAsJsonAsync(new { payload = new { data = Convert.ToBase64String(Encoding.UTF8.GetBytes(GoogleValue)), dataCrc32c = Crc32C.Of(Encoding.UTF8.GetBytes(GoogleValue)).ToString(System.Globalization.CultureInfo.InvariantCulture) } }),
        _ => RefuseAsync(http, request),
    };

    private static Task RefuseAsync(HttpContext http, OtherHost.Received request)
    {
        var echo = $"{request.Target} {string.Join("; ", request.Headers.Select(header => $"{header.Key}: {header.Value}"))} {request.Body}";
        http.Response.StatusCode = 403;
        return http.Response.WriteAsJsonAsync(new { __type = "AccessDeniedException", Message = echo, error = new { code = "Forbidden", message = echo, status = "PERMISSION_DENIED" } });
    }
}
