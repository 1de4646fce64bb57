using System.Net.Http.Headers;
using System.Text.Json;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;
using Google.Apis.Http;
using Penstock.Domain.Calls;

namespace Penstock.Gateways.Engines.Providers.Signing;

/// <summary>
/// Google's access tokens, of a service account's file or of the credentials that the machine has (application default credentials). Nothing is
/// read or asked for before the first request; Google's library keeps the token and renews it some minutes before it expires.
/// </summary>
/// <param name="provider">The provider's name, for messages.</param>
/// <param name="file">The file with the credentials; null for those of the machine.</param>
/// <param name="learned">Told of every token before it is sent: whatever writes texts must learn to leave it out.</param>
internal sealed class GoogleToken(string provider, string? file, Action<string>? learned = null) : RequestSigner
{
    private const string Scope = "https://www.googleapis.com/auth/cloud-platform";

    private GoogleCredential? _credential;
    private string? _told;

    public override async ValueTask<CallError?> SignAsync(HttpRequestMessage message, CancellationToken ct)
    {
        try
        {
            // Two first requests may both load it; one that failed is tried again.
            var credential = _credential ??= (await LoadAsync(ct)).CreateWithHttpClientFactory(new DirectClients()).CreateScoped(Scope);
            var token = await ((ITokenAccessWithHeaders)credential).GetAccessTokenWithHeadersForRequestAsync(authUri: null, ct);
            if (_told != token.AccessToken)
            {
                learned?.Invoke(token.AccessToken);
                _told = token.AccessToken;
            }

            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.AccessToken);

            // Which project pays, where the credentials are a person's.
            token.AddHeaders(message);
            return null;
        }
        catch (TokenResponseException exception)
        {
            return Refused($"Google refused the credentials ({exception.Error?.Error ?? "no reason given"})");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or FormatException or ArgumentException or Newtonsoft.Json.JsonException)
        {
            return Refused(file is null ? "there are no application default credentials, or they cannot be read" : $"its credentials_file cannot be read ({exception.GetType().Name})");
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return new CallError(ErrorKind.ProviderUnavailable, $"Google's token endpoint could not be reached for the provider '{provider}' ({ProviderExchange.Reason(exception)}).");
        }
    }

    private async Task<GoogleCredential> LoadAsync(CancellationToken ct)
    {
        if (file is null)
        {
            return await GoogleCredential.GetApplicationDefaultAsync(ct);
        }

        // A service account's, a user's, or one of another cloud that Google trusts: the file says which.
        var json = await File.ReadAllTextAsync(file, ct);
        using var document = JsonDocument.Parse(json);
        var type = document.RootElement.TryGetProperty("type", out var said) && said.GetString() is { } word ? word : throw new FormatException("The file has no type.");
        return CredentialFactory.FromJson(json, type);
    }

    private CallError Refused(string why) => new(ErrorKind.ProviderCredentials, $"The provider '{provider}' cannot be called: {why}. Tell whoever runs Penstock.");

    // As to providers: an HTTP_PROXY variable of the shell must not carry keys somewhere else.
    private sealed class DirectClients : HttpClientFactory
    {
        protected override HttpClientHandler CreateClientHandler() => new() { UseProxy = false, UseCookies = false, AllowAutoRedirect = false };
    }
}
