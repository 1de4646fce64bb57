namespace Penstock.Domain.Access;

/// <summary>How people log in at an issuer.</summary>
public sealed record IssuerLogin
{
    /// <summary>The name of this server there.</summary>
    public required string ClientId { get; init; }

    /// <summary>The secret of this server there; null for a public client, which has PKCE alone.</summary>
    public IssuerSecret? ClientSecret { get; init; }

    /// <summary>What is asked for; <c>openid</c> is among them.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = ["openid", "profile", "email"];
}
