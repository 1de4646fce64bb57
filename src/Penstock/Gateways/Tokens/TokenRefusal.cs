using Penstock.Domain.Calls;

namespace Penstock.Gateways.Tokens;

/// <summary>Why tokens are refused. What is configured here is not told: whom the token is for, the one who has it may read in it.</summary>
internal static class TokenRefusal
{
    public static readonly CallError Malformed = Of("The token is not a signed JSON Web Token that can be read. Send it whole, as its issuer gave it.");
    public static readonly CallError Long = Of($"The token is longer than {TokenText.Longest / 1024} KiB. Ask its issuer for one with fewer claims, groups for example.");
    public static readonly CallError Issuer = Of("Tokens of this issuer are not taken here. Use a key of this server, or a token of an issuer that is configured.");
    public static readonly CallError Audience = Of("The token was not made for this server: its audience (aud) is none that is configured. Ask the issuer for a token for this server.");
    public static readonly CallError Algorithm = Of("The token is not signed in a way that its issuer may use here (alg).");
    public static readonly CallError Critical = Of("The token has a header that must be understood (crit), and is not.");
    public static readonly CallError Type = Of("This is no token for calls (typ). Send an access token or an ID token.");
    public static readonly CallError Key = Of("The token is signed with a key that its issuer does not publish (kid).");
    public static readonly CallError Signature = Of("The token's signature is not its issuer's.");
    public static readonly CallError Expired = Of("The token has expired (exp). Get a new one.");
    public static readonly CallError NotYet = Of("The token is not valid yet (nbf). Check the clocks.");
    public static readonly CallError Endless = Of("The token does not say when it expires (exp).");
    public static readonly CallError Subject = Of("The token does not say whom it is for (sub).");
    public static readonly CallError Nonce = Of("The token was not made for this login (nonce). Log in again.");

    /// <summary>Somebody whom the issuer knows, and who is not let in here.</summary>
    public static readonly CallError NotAdmitted = new(ErrorKind.PermissionDenied, "Your account at the issuer is none of those that are let in here. Ask whoever administers Penstock.") { Code = "not_admitted" };

    /// <summary>Nothing is wrong with the token, as far as can be told.</summary>
    public static readonly CallError Unreachable =
        new(ErrorKind.Unavailable, "The keys of the token's issuer cannot be fetched at the moment, so that the token cannot be verified.") { RetryAfter = TimeSpan.FromSeconds(10), Code = "issuer_unavailable" };

    private static CallError Of(string message) => new(ErrorKind.Unauthenticated, message) { Code = "invalid_token" };
}
