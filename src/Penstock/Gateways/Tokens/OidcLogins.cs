using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Authenticate;

namespace Penstock.Gateways.Tokens;

/// <summary>Logs people in by OpenID Connect.</summary>
internal sealed partial class OidcLogins(Issuers issuers, IssuerDocuments documents, TimeProvider time, ILogger log) : ILogins
{
    private static readonly CallError Failed =
        new(ErrorKind.ProviderError, "The issuer did not complete the login. Try again; if that does not help, whoever administers Penstock finds the cause in its log.") { Code = "login_failed", OtherStatus = 502 };

    private static readonly CallError Away =
        new(ErrorKind.Unavailable, "The issuer cannot be asked at the moment. Try again.") { Code = "issuer_unavailable", RetryAfter = TimeSpan.FromSeconds(10) };

    /// <inheritdoc/>
    public IReadOnlyList<string> Issuers => [.. issuers.ByName.Values.Where(source => source.Issuer.Login is not null).Select(source => source.Issuer.Name).Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public IssuedIdentity? Renew(IssuedIdentity identity) => Find(identity.Issuer) is not (var source, _) ? null : identity with
    {
        Teams = source.Issuer.TeamsOf(identity.Groups),
        Roles = source.Issuer.RolesOf(identity.Groups),
        Creates = source.Issuer.Creates,
    };

    /// <inheritdoc/>
    public async ValueTask<(Uri? Address, CallError? Error)> BeginAsync(LoginAttempt attempt, CancellationToken ct)
    {
        if (Find(attempt.Issuer) is not (var source, var login))
        {
            return (null, Unknown(attempt.Issuer));
        }

        var (discovery, error) = await documents.DiscoverAsync(source.Issuer);
        if (discovery?.AuthorizationEndpoint is not { IsAbsoluteUri: true } endpoint || endpoint.Scheme is not ("https" or "http"))
        {
            return (null, Tell(attempt.Issuer, error ?? "its discovery document names no authorization_endpoint", Away));
        }

        var query = string.Join('&', new (string Name, string Value)[]
        {
            ("response_type", "code"),
            ("client_id", login.ClientId),
            ("redirect_uri", attempt.RedirectAddress),
            ("scope", string.Join(' ', login.Scopes)),
            ("state", attempt.State),
            ("nonce", attempt.Nonce),
            ("code_challenge", Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(attempt.Verifier)))),
            ("code_challenge_method", "S256"),
        }.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));
        return (new Uri(endpoint.AbsoluteUri + (endpoint.Query.Length > 0 ? "&" : "?") + query), null);
    }

    /// <inheritdoc/>
    public async ValueTask<(IssuedIdentity? Identity, CallError? Error)> CompleteAsync(LoginAttempt attempt, string code, string? issuer, CancellationToken ct)
    {
        if (Find(attempt.Issuer) is not (var source, var login))
        {
            return (null, Unknown(attempt.Issuer));
        }

        var (discovery, error) = await documents.DiscoverAsync(source.Issuer);
        if (discovery?.TokenEndpoint is null)
        {
            return (null, Tell(attempt.Issuer, error ?? "its discovery document names no token_endpoint", Away));
        }

        // RFC 9207 section 2.4: an answer of another issuer, or one without a name from an issuer that gives it, is a mix-up.
        if (issuer is null ? discovery.AuthorizationResponseIssParameterSupported : issuer != source.Issuer.Url)
        {
            return (null, Tell(attempt.Issuer, "the answer is another issuer's (iss)", Failed));
        }

        var (answer, fault) = await TradeAsync(source.Issuer, login, discovery, attempt, code, ct);
        if (answer?.IdToken is not { } text)
        {
            return (null, Tell(attempt.Issuer, fault ?? $"its token endpoint gave no ID token ({(answer?.Error is { } said ? Word().IsMatch(said) ? said : "with an error that is none" : "without an error")})", Failed));
        }

        using var token = TokenText.Read(text);
        var (_, refusal) = token is null ? (null, TokenRefusal.Malformed) : await TokenReader.VerifyAsync(token, source, [login.ClientId], time, ct);
        refusal ??= Misplaced(token!, login, attempt);
        return refusal is not null
            ? (null, Tell(attempt.Issuer, refusal.Message, refusal.Kind == ErrorKind.Unavailable ? refusal : Failed))
            : TokenClaims.Read(await WholeAsync(source.Issuer, discovery, token!.Claims, answer.AccessToken), source.Issuer);
    }

    // Many issuers put no more than the subject into an ID token (OpenID Connect Core section 5.4); the rest is asked for. What the signed token
    // says wins, and an answer about somebody else is dropped (section 5.3.2).
    private async ValueTask<JsonElement> WholeAsync(Issuer issuer, Discovery discovery, JsonElement claims, string? accessToken)
    {
        if (accessToken is null || discovery.UserinfoEndpoint is not { } endpoint || (TokenClaims.Has(claims, issuer.Claims.Groups) && TokenClaims.Has(claims, issuer.Claims.Email)))
        {
            return claims;
        }

        var (text, error) = await documents.UserinfoAsync(issuer, endpoint, accessToken);
        if (text is null)
        {
            TokensLog.NoUserinfo(log, issuer.Name, error!);
            return claims;
        }

        try
        {
            var whole = (JsonObject)JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false })!;
            if ((string?)whole["sub"] != TokenClaims.Text(claims, "sub"))
            {
                TokensLog.NoUserinfo(log, issuer.Name, "it is about somebody else");
                return claims;
            }

            foreach (var claim in claims.EnumerateObject())
            {
                whole[claim.Name] = JsonNode.Parse(claim.Value.GetRawText());
            }

            return JsonSerializer.SerializeToElement(whole, OidcJson.Default.JsonObject);
        }
        catch (Exception exception) when (exception is JsonException or InvalidCastException or InvalidOperationException or ArgumentException)
        {
            TokensLog.NoUserinfo(log, issuer.Name, "it cannot be read");
            return claims;
        }
    }

    // OpenID Connect Core section 3.1.3.7, points 4, 5 and 11.
    private static CallError? Misplaced(TokenText token, IssuerLogin login, LoginAttempt attempt) =>
        TokenClaims.Text(token.Claims, "nonce") != attempt.Nonce ? TokenRefusal.Nonce
        : TokenClaims.Texts(token.Claims, "aud").Count > 1 && TokenClaims.Text(token.Claims, "azp") is null ? TokenRefusal.Audience
        : TokenClaims.Text(token.Claims, "azp") is { } party && party != login.ClientId ? TokenRefusal.Audience
        : null;

    private async ValueTask<(TokenAnswer? Answer, string? Error)> TradeAsync(Issuer issuer, IssuerLogin login, Discovery discovery, LoginAttempt attempt, string code, CancellationToken ct)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = attempt.RedirectAddress,
            ["code_verifier"] = attempt.Verifier,
        };
        string? authorization = null;
        var known = login.ClientSecret is { } place ? await issuers.Secret(place).GetAsync(ct) : null;
        if (known?.Fault is { } fault)
        {
            return (null, $"this server's secret there cannot be had: {fault.Message}");
        }

        if (known?.Value is not { } secret)
        {
            form["client_id"] = login.ClientId;
        }
        else if (discovery.TokenEndpointAuthMethodsSupported is { } methods && !methods.Contains("client_secret_basic") && methods.Contains("client_secret_post"))
        {
            form["client_id"] = login.ClientId;
            form["client_secret"] = secret;
        }
        else
        {
            // RFC 6749 section 2.3.1: both are form-encoded first.
            authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(login.ClientId)}:{Uri.EscapeDataString(secret)}"));
        }

        return await documents.TradeAsync(issuer, discovery.TokenEndpoint!, form, authorization);
    }

    private (KeySource Source, IssuerLogin Login)? Find(string name) => issuers.ByName.TryGetValue(name, out var source) && source.Issuer.Login is { } login ? (source, login) : null;

    private static CallError Unknown(string name) => new(ErrorKind.NotFound, $"Nobody logs in at an issuer '{name}' here.") { Param = "issuer" };

    // RFC 6749 section 5.2: a word. What else an issuer says may repeat what it was sent.
    [GeneratedRegex(@"^[a-z_]{1,64}\z")]
    private static partial Regex Word();

    private CallError Tell(string issuer, string cause, CallError error)
    {
        TokensLog.LoginFailed(log, issuer, cause);
        return error;
    }
}
