using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Gateways.Tokens;

/// <summary>Says whether a token is its issuer's, for us, and good now (RFC 8725, RFC 9068 section 4).</summary>
internal static class TokenVerifier
{
    // Of a JSON Web Token that is one of these, and of one that does not say: others are for other purposes (logout, proofs).
    private static readonly HashSet<string> _types = new(StringComparer.OrdinalIgnoreCase) { "JWT", "at+jwt", "application/at+jwt", "application/jwt" };

    private static readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = TokenText.Longest };

    /// <summary>What is wrong before any key is looked for; null when nothing is.</summary>
    public static CallError? CheckHead(TokenText token, Issuer issuer) =>
        token.IsCritical ? TokenRefusal.Critical
        : token.Type is { } type && !_types.Contains(type) ? TokenRefusal.Type
        : token.Algorithm is not { } algorithm || !issuer.Algorithms.Contains(algorithm) ? TokenRefusal.Algorithm
        : null;

    /// <summary>What is wrong with a token, its signature first; null when nothing is.</summary>
    /// <param name="token">The token; its head was checked.</param>
    /// <param name="issuer">Whose it says it is.</param>
    /// <param name="audiences">For whom it must be.</param>
    /// <param name="keys">Those that may have signed it.</param>
    /// <param name="now">The time.</param>
    public static async ValueTask<CallError?> VerifyAsync(TokenText token, Issuer issuer, IReadOnlyList<string> audiences, IReadOnlyList<SecurityKey> keys, DateTimeOffset now)
    {
        var result = await _handler.ValidateTokenAsync(token.Text, new TokenValidationParameters
        {
            ValidIssuer = issuer.Url,
            ValidAudiences = audiences,
            ValidAlgorithms = issuer.Algorithms,
            IssuerSigningKeys = keys,
            IgnoreTrailingSlashWhenValidatingAudience = false,

            // The library asks the machine's clock; the time is checked below.
            ValidateLifetime = false,
            LogTokenId = false,
        });
        return result.IsValid ? CheckTime(token.Claims, issuer.ClockSkew, now) : result.Exception switch
        {
            SecurityTokenInvalidAudienceException => TokenRefusal.Audience,
            SecurityTokenInvalidIssuerException => TokenRefusal.Issuer,
            SecurityTokenInvalidAlgorithmException => TokenRefusal.Algorithm,
            SecurityTokenMalformedException or ArgumentException => TokenRefusal.Malformed,
            _ => TokenRefusal.Signature,
        };
    }

    /// <summary>When a token stops being good; null when it does not say, or in a way that is no time.</summary>
    public static DateTimeOffset? Expiry(JsonElement claims) => Instant(claims, "exp");

    private static CallError? CheckTime(JsonElement claims, TimeSpan skew, DateTimeOffset now) =>
        Expiry(claims) is not { } expires ? TokenRefusal.Endless
        : now >= expires + skew ? TokenRefusal.Expired
        : !claims.TryGetProperty("nbf", out _) ? null
        : Instant(claims, "nbf") is { } begins && now + skew >= begins ? null
        : TokenRefusal.NotYet;

    // A NumericDate (RFC 7519 section 2), which may have a fraction. A year that no calendar has is no time.
    private static DateTimeOffset? Instant(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is > 0 and < 253_000_000_000
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;
}
