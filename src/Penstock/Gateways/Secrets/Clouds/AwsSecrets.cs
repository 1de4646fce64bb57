using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Dialects.Json;
using Penstock.Gateways.Engines.Providers.Signing;
using Penstock.Secrets;

namespace Penstock.Gateways.Secrets.Clouds;

/// <summary>AWS Secrets Manager as a store: <c>secret:aws/prod/openai</c>, <c>secret:aws/prod/openai#key</c>; the path may be an ARN.</summary>
/// <param name="address">The region's address.</param>
/// <param name="exchange">The way there; owned.</param>
/// <param name="signer">Signs for the service <c>secretsmanager</c>.</param>
internal sealed class AwsSecrets(Uri address, StoreExchange exchange, RequestSigner signer) : ISecretStore, IDisposable
{
    /// <summary>The service's name in signatures.</summary>
    public const string Service = "secretsmanager";

    /// <summary>Amazon's address of a region.</summary>
    public static Uri AddressOf(string region) =>
        new($"https://secretsmanager.{region}.{(region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com")}/");

    public async Task<SecretReading> ReadAsync(string path, string? field, CancellationToken ct)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(new JsonObject { ["SecretId"] = path }.ToJsonString())) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1") } },
        };
        message.Headers.TryAddWithoutValidation("X-Amz-Target", "secretsmanager.GetSecretValue");
        var (status, body, failure) = await exchange.SendAsync(message, signer, ct);
        return failure ?? (status == 200 ? Value(body, path, field) : Fault(status, body, path));
    }

    public void Dispose() => exchange.Dispose();

    private SecretReading Value(JsonElement? body, string path, string? field)
    {
        if (body?.Text("SecretString") is { } text)
        {
            return SecretField.Of(text, field, exchange.What(path));
        }

        try
        {
            return body?.Text("SecretBinary") is { } binary
                ? SecretField.Of(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Convert.FromBase64String(binary)), field, exchange.What(path))
                : exchange.Strange(path);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            return SecretReading.Not(SecretFaultKind.Unreadable, $"The secret {exchange.What(path)} is binary, and no UTF-8 text.");
        }
    }

    private SecretReading Fault(int status, JsonElement? body, string path)
    {
        // DIALECT: JSON 1.1 names the error in __type, with or without a namespace before #, nearly all of them with 400 (Secrets Manager's API reference, "Common errors").
        var type = body?.Text("__type") is { } named ? named[(named.IndexOf('#', StringComparison.Ordinal) + 1)..] : null;
        return type switch
        {
            "ResourceNotFoundException" => exchange.Fault(404, path),
            "InvalidRequestException" => SecretReading.Not(SecretFaultKind.NotFound, $"The secret {exchange.What(path)} has no value, or is marked for deletion."),
            "DecryptionFailure" or "DecryptionFailureException" => SecretReading.Not(SecretFaultKind.Refused, $"The secret {exchange.What(path)} could not be decrypted. Let Penstock's identity use its KMS key."),
            "AccessDeniedException" or "UnrecognizedClientException" or "ExpiredTokenException" or "InvalidSignatureException" or "IncompleteSignature" or "NotAuthorized"
                or "MissingAuthenticationToken" or "OptInRequired" => SecretReading.Not(SecretFaultKind.Refused, $"The secret store '{exchange.Name}' does not let Penstock read '{path}' ({type}). Check the identity it uses and secretsmanager:GetSecretValue."),
            "ThrottlingException" or "LimitExceededException" or "InternalServiceError" => SecretReading.Not(SecretFaultKind.Unavailable, $"The secret store '{exchange.Name}' is in trouble ({type})."),
            _ => exchange.Fault(status, path),
        };
    }
}
