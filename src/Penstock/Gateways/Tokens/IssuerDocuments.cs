using System.Text.Json;
using Penstock.Domain.Access;

namespace Penstock.Gateways.Tokens;

/// <summary>Asks issuers over HTTP: bounded in time and size, no redirects, no proxy.</summary>
/// <param name="open">Reaches any address: for issuers that the configuration file declares.</param>
/// <param name="guarded">Refuses private addresses: for issuers that came through the API.</param>
/// <param name="time">The clock.</param>
internal sealed class IssuerDocuments(HttpMessageInvoker open, HttpMessageInvoker guarded, TimeProvider time)
{
    private const int Longest = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The issuer's keys as text, or what went wrong.</summary>
    public async Task<(string? Text, string? Error)> KeysAsync(Issuer issuer)
    {
        if (issuer.KeysAddress is { } address)
        {
            return await GetAsync(issuer, address);
        }

        var (discovery, error) = await DiscoverAsync(issuer);
        return discovery is null ? (null, error)
            : discovery.JwksUri is null ? (null, "its discovery document names no keys (jwks_uri)")
            : await GetAsync(issuer, discovery.JwksUri);
    }

    /// <summary>What an issuer publishes of itself, or what went wrong.</summary>
    public async Task<(Discovery? Discovery, string? Error)> DiscoverAsync(Issuer issuer)
    {
        var (text, error) = await GetAsync(issuer, new Uri(issuer.Url.TrimEnd('/') + "/.well-known/openid-configuration"));
        if (text is null)
        {
            return (null, error);
        }

        try
        {
            // OpenID Connect Discovery section 4.3: another name than the one asked for is somebody else.
            return JsonSerializer.Deserialize(text, OidcJson.Default.Discovery) is { } discovery && discovery.Issuer == issuer.Url
                ? (discovery, null)
                : (null, "its discovery document is of another issuer: the configured url must be its `issuer`, letter for letter");
        }
        catch (JsonException)
        {
            return (null, "its discovery document cannot be read");
        }
    }

    /// <summary>Trades a code for tokens (RFC 6749 section 4.1.3), or says what went wrong.</summary>
    public async Task<(TokenAnswer? Answer, string? Error)> TradeAsync(Issuer issuer, Uri endpoint, IReadOnlyDictionary<string, string> form, string? authorization)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new FormUrlEncodedContent(form) };
        if (authorization is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        var (text, error) = await SendAsync(issuer, message, takesErrors: true);
        if (text is null)
        {
            return (null, error);
        }

        try
        {
            return (JsonSerializer.Deserialize(text, OidcJson.Default.TokenAnswer), null);
        }
        catch (JsonException)
        {
            return (null, "what its token endpoint answered cannot be read");
        }
    }

    /// <summary>What an issuer says of somebody beyond the ID token (OpenID Connect Core section 5.3), or what went wrong.</summary>
    public Task<(string? Text, string? Error)> UserinfoAsync(Issuer issuer, Uri endpoint, string accessToken) => GetAsync(issuer, endpoint, "Bearer " + accessToken);

    private async Task<(string? Text, string? Error)> GetAsync(Issuer issuer, Uri address, string? authorization = null)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, address);
        if (authorization is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return await SendAsync(issuer, message, takesErrors: false);
    }

    private async Task<(string? Text, string? Error)> SendAsync(Issuer issuer, HttpRequestMessage message, bool takesErrors)
    {
        var address = message.RequestUri!;
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && (address.Scheme != Uri.UriSchemeHttp || !issuer.Url.StartsWith("http:", StringComparison.Ordinal))))
        {
            return (null, "it names an address that is not https");
        }

        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        using var late = new CancellationTokenSource(Patience, time);
        try
        {
            using var answer = await (issuer.MayBePrivate ? open : guarded).SendAsync(message, late.Token);
            if (!answer.IsSuccessStatusCode && !(takesErrors && (int)answer.StatusCode is 400 or 401))
            {
                return (null, $"{address.AbsolutePath} answered {(int)answer.StatusCode}");
            }

            await answer.Content.LoadIntoBufferAsync(Longest, late.Token);
            return (await answer.Content.ReadAsStringAsync(late.Token), null);
        }
        catch (OperationCanceledException)
        {
            return (null, $"{address.Authority} did not answer within {Patience.TotalSeconds:0} s");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return (null, $"{address.Authority} cannot be reached ({(exception as HttpRequestException)?.HttpRequestError.ToString() ?? "cut"})");
        }
    }
}
