using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Gateways.Engines.Providers;
using Penstock.Gateways.Engines.Providers.Signing;
using Penstock.Secrets;

namespace Penstock.Gateways.Secrets;

/// <summary>One question to a store over HTTP, and its answer. No text of an answer gets into a message: it may hold what it must not.</summary>
/// <param name="name">The store's name.</param>
/// <param name="http">Its connections; owned.</param>
internal sealed class StoreExchange(string name, HttpMessageInvoker http) : IDisposable
{
    private const int LongestAnswer = 1024 * 1024;

    /// <summary>The store's name.</summary>
    public string Name => name;

    /// <summary>A secret of this store, for messages.</summary>
    public string What(string path) => $"'{path}' of the secret store '{name}'";

    /// <summary>Sends a request; the answer is JSON, or null where it is not.</summary>
    public async Task<(int Status, JsonElement? Body, SecretReading? Failure)> SendAsync(HttpRequestMessage message, RequestSigner? signer, CancellationToken ct)
    {
        try
        {
            if (signer is not null && await signer.SignAsync(message, ct) is { } error)
            {
                return (0, null, SecretReading.Not(
                    error.Kind == ErrorKind.ProviderUnavailable ? SecretFaultKind.Unavailable : SecretFaultKind.Refused, $"The secret store '{name}' cannot be asked: {error.Message}"));
            }

            message.Headers.TryAddWithoutValidation("Accept", "application/json");
            using var answer = await http.SendAsync(message, ct);
            using var body = await ProviderExchange.ReadBodyAsync(null, answer, LongestAnswer, ct);
            return ((int)answer.StatusCode, body is null ? null : Parse(body.Memory), null);
        }
        catch (Exception exception) when (ProviderExchange.IsOfTheWay(exception, ct))
        {
            return (0, null, SecretReading.Not(SecretFaultKind.Unavailable, $"The secret store '{name}' could not be reached ({ProviderExchange.Reason(exception)})."));
        }
    }

    /// <summary>The fault of a status that stands for the same thing everywhere.</summary>
    public SecretReading Fault(int status, string path) => status switch
    {
        404 => SecretReading.Not(SecretFaultKind.NotFound, $"There is no secret {What(path)}."),
        401 or 403 => SecretReading.Not(SecretFaultKind.Refused, $"The secret store '{name}' does not let Penstock read '{path}' ({status}). Check the identity it uses and what that may read."),
        429 or >= 500 => SecretReading.Not(SecretFaultKind.Unavailable, $"The secret store '{name}' is in trouble ({status})."),
        _ => SecretReading.Not(SecretFaultKind.Unreadable, $"The secret store '{name}' answered {status}, which is not understood. Check its settings, and the name '{path}'."),
    };

    /// <summary>The fault of an answer that is not what the protocol says.</summary>
    public SecretReading Strange(string path) => SecretReading.Not(SecretFaultKind.Unreadable, $"The answer for the secret {What(path)} is not what such a store answers.");

    public void Dispose() => http.Dispose();

    private static JsonElement? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
