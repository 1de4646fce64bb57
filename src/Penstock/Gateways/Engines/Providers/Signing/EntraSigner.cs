using Azure.Core;
using Azure.Identity;
using Penstock.Domain.Calls;

namespace Penstock.Gateways.Engines.Providers.Signing;

/// <summary>
/// Entra tokens (Azure) as bearer keys: from the environment, a managed or workload identity, or the developer's own sign-in. A token is kept until
/// shortly before it expires; while a new one cannot be had, the old one serves as long as it is valid.
/// </summary>
/// <param name="provider">The provider's name, for messages.</param>
/// <param name="scope">What the tokens are for.</param>
/// <param name="credential">Makes the credential when it is first needed.</param>
/// <param name="time">The clock.</param>
/// <param name="learned">Told of every token before it is sent: whatever writes texts must learn to leave it out.</param>
internal sealed class EntraSigner(string provider, string scope, Func<TokenCredential> credential, TimeProvider time, Action<string>? learned = null) : RequestSigner
{
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Lazy<TokenCredential> _credential = new(credential);
    private AccessToken? _token;

    /// <summary>Azure's default chain. It asks nobody before its first token.</summary>
    public static TokenCredential DefaultCredential() => new DefaultAzureCredential();

    public override async ValueTask<CallError?> SignAsync(HttpRequestMessage message, CancellationToken ct)
    {
        if (await TokenAsync(ct) is not { } token)
        {
            return new CallError(
                ErrorKind.ProviderCredentials,
                $"Penstock got no Entra token for the provider '{provider}'. Tell whoever runs Penstock to give it an identity (AZURE_CLIENT_ID and its like, a managed identity), or an api_key.");
        }

        message.Headers.Authorization = new("Bearer", token);
        return null;
    }

    private async ValueTask<string?> TokenAsync(CancellationToken ct)
    {
        if (_token is { } held && !IsDue(held))
        {
            return held.Token;
        }

        // One asks, the others wait for it.
        await _one.WaitAsync(ct);
        try
        {
            if (_token is { } renewed && !IsDue(renewed))
            {
                return renewed.Token;
            }

            var token = await _credential.Value.GetTokenAsync(new TokenRequestContext([scope]), ct);
            learned?.Invoke(token.Token);
            _token = token;
            return token.Token;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            // Its text may name tenants and hosts: it is the operator's, and Azure.Identity logs it itself.
            return _token is { } old && old.ExpiresOn > time.GetUtcNow() ? old.Token : null;
        }
        finally
        {
            _one.Release();
        }
    }

    private bool IsDue(AccessToken token) => (token.RefreshOn ?? token.ExpiresOn - Ahead) <= time.GetUtcNow();
}
