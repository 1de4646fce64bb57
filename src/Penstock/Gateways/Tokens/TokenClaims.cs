using System.Text.Json;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Gateways.Tokens;

/// <summary>Reads who somebody is from the claims of a verified token.</summary>
internal static class TokenClaims
{
    private const int LongestSubject = 255;
    private const int LongestText = 320;
    private const int MostGroups = 1000;

    /// <summary>Who it is, or why it is not let in.</summary>
    public static (IssuedIdentity? Identity, CallError? Error) Read(JsonElement claims, Issuer issuer)
    {
        // OpenID Connect Core section 2: up to 255 ASCII characters.
        if (Text(claims, issuer.Claims.Subject) is not { Length: > 0 and <= LongestSubject } subject)
        {
            return (null, TokenRefusal.Subject);
        }

        var email = issuer.TrustEmail || IsVerified(claims) ? Text(claims, issuer.Claims.Email) : null;
        if (!Admits(issuer, claims, email))
        {
            return (null, TokenRefusal.NotAdmitted);
        }

        var groups = Texts(claims, issuer.Claims.Groups);
        return (new IssuedIdentity
        {
            Issuer = issuer.Name,
            Subject = subject,
            Kind = issuer.Kind,
            Email = Short(email),
            Name = Short(Text(claims, issuer.Claims.Name)),
            Groups = groups,
            Teams = issuer.TeamsOf(groups),
            Roles = issuer.RolesOf(groups),
            Creates = issuer.Creates,
        }, null);
    }

    /// <summary>Whether there is a claim.</summary>
    public static bool Has(JsonElement claims, string path) => Find(claims, path) is not null;

    /// <summary>The texts of a claim: of a list, or the one.</summary>
    public static IReadOnlyList<string> Texts(JsonElement claims, string path) => Find(claims, path) switch
    {
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Take(MostGroups).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)],
        _ => [],
    };

    /// <summary>The text of a claim; null when there is none.</summary>
    public static string? Text(JsonElement claims, string path) => Find(claims, path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static bool Admits(Issuer issuer, JsonElement claims, string? email)
    {
        foreach (var (claim, allowed) in issuer.Required)
        {
            if (!Values(claims, claim).Any(allowed.Contains))
            {
                return false;
            }
        }

        return issuer.EmailDomains.Count == 0
            || (email is not null && email.LastIndexOf('@') is > 0 and var at && issuer.EmailDomains.Contains(email[(at + 1)..], StringComparer.OrdinalIgnoreCase));
    }

    private static IEnumerable<string> Values(JsonElement claims, string path) => Find(claims, path) switch
    {
        { ValueKind: JsonValueKind.True } => ["true"],
        { ValueKind: JsonValueKind.False } => ["false"],
        { ValueKind: JsonValueKind.Number } number => [number.GetRawText()],
        _ => Texts(claims, path),
    };

    // DIALECT: AWS Cognito writes the truth value as a text.
    private static bool IsVerified(JsonElement claims) =>
        claims.TryGetProperty("email_verified", out var verified) && (verified.ValueKind == JsonValueKind.True || (verified.ValueKind == JsonValueKind.String && verified.GetString() == "true"));

    // A claim's name may itself hold dots (https://example.com/groups); only when there is no such claim are they a path.
    private static JsonElement? Find(JsonElement claims, string path)
    {
        if (claims.TryGetProperty(path, out var found))
        {
            return found;
        }

        var at = claims;
        foreach (var name in path.Split('.'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        return at;
    }

    private static string? Short(string? text) => text is { Length: > LongestText } ? text[..LongestText] : text;
}
