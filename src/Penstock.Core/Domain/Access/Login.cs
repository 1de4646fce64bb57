namespace Penstock.Domain.Access;

/// <summary>As whom an issuer knows a user (OpenID Connect Core 1.0 section 2: <c>iss</c> and <c>sub</c> together are unique, and never given to another).</summary>
/// <param name="Issuer">The issuer's name here, or its address.</param>
/// <param name="Subject">The <c>sub</c>.</param>
public sealed record Login(string Issuer, string Subject);
