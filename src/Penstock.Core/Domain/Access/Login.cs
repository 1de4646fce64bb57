namespace Penstock.Domain.Access;

/// <summary>As whom an issuer knows a user (OpenID Connect Core 1.0 section 2: <c>iss</c> and <c>sub</c> together are unique, and never given to another).</summary>
/// <param name="Issuer">The issuer's name here.</param>
/// <param name="Subject">The <c>sub</c>.</param>
public sealed record Login(string Issuer, string Subject)
{
    /// <summary>The teams that the issuer's groups stood for at the last login.</summary>
    public IReadOnlyList<string> Teams { get; init; } = [];

    /// <summary>The roles that the issuer's groups stood for at the last login: they hold everywhere.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];
}
