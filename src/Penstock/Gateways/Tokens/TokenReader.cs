using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Authenticate;

namespace Penstock.Gateways.Tokens;

/// <summary>Verifies tokens that are presented with calls, each once.</summary>
internal sealed class TokenReader(Issuers issuers, TimeProvider time) : ITokenReader
{
    /// <summary>How many verified tokens are remembered.</summary>
    public const int MostRemembered = 20_000;

    private readonly TokenCache _cache = new(MostRemembered);

    /// <inheritdoc/>
    public ValueTask<(IssuedIdentity? Identity, CallError? Error)> ReadAsync(string token, CancellationToken ct)
    {
        if (token.Length > TokenText.Longest)
        {
            return Refuse(TokenRefusal.Long);
        }

        var key = TokenCache.Key.Of(token);
        if (_cache.Find(key) is { } entry)
        {
            if (!entry.Source.IsRetired && ReferenceEquals(entry.Source.Current, entry.Keys) && time.GetUtcNow() < entry.Until)
            {
                return ValueTask.FromResult<(IssuedIdentity?, CallError?)>((entry.Identity, null));
            }

            _cache.Remove(key);
        }

        return VerifyAsync(key, token, ct);
    }

    private async ValueTask<(IssuedIdentity? Identity, CallError? Error)> VerifyAsync(TokenCache.Key key, string text, CancellationToken ct)
    {
        using var token = TokenText.Read(text);
        if (token is null)
        {
            return (null, TokenRefusal.Malformed);
        }

        // Not verified yet: it only says under whose keys and settings it must hold.
        var sources = issuers.Of(TokenClaims.Text(token.Claims, "iss") ?? "").Where(source => source.Issuer.Audiences.Count > 0).ToArray();
        if (sources.Length == 0)
        {
            return (null, TokenRefusal.Issuer);
        }

        var audiences = TokenClaims.Texts(token.Claims, "aud");
        if (Array.Find(sources, source => source.Issuer.Audiences.Intersect(audiences, StringComparer.Ordinal).Any()) is not { } source)
        {
            return (null, TokenRefusal.Audience);
        }

        var (keys, error) = await VerifyAsync(token, source, source.Issuer.Audiences, time, ct);
        if (error is not null)
        {
            return (null, error);
        }

        var (identity, refusal) = TokenClaims.Read(token.Claims, source.Issuer);
        if (identity is not null)
        {
            _cache.Put(key, new TokenCache.Entry(source, keys!, identity, TokenVerifier.Expiry(token.Claims)!.Value + source.Issuer.ClockSkew));
        }

        return (identity, refusal);
    }

    /// <summary>Verifies a token under its issuer's keys, which are fetched again when it names one that is not known.</summary>
    public static async ValueTask<(KeySet? Keys, CallError? Error)> VerifyAsync(TokenText token, KeySource source, IReadOnlyList<string> audiences, TimeProvider time, CancellationToken ct)
    {
        if (TokenVerifier.CheckHead(token, source.Issuer) is { } refused)
        {
            return (null, refused);
        }

        var keys = source.Current;
        var candidates = keys?.Find(token.KeyId, token.Algorithm!);
        if (candidates is not { Count: > 0 })
        {
            await source.FetchForTokenAsync().WaitAsync(ct);
            keys = source.Current;
            if (keys is null)
            {
                return (null, TokenRefusal.Unreachable);
            }

            candidates = keys.Find(token.KeyId, token.Algorithm!);
            if (candidates.Count == 0)
            {
                return (null, TokenRefusal.Key);
            }
        }

        var error = await TokenVerifier.VerifyAsync(token, source.Issuer, audiences, candidates, time.GetUtcNow());
        return error is null ? (keys, null) : (null, error);
    }

    private static ValueTask<(IssuedIdentity? Identity, CallError? Error)> Refuse(CallError error) => ValueTask.FromResult<(IssuedIdentity?, CallError?)>((null, error));
}
