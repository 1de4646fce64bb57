namespace Penstock.Pipeline.Authenticate;

/// <summary>A login that was begun: what its end must match.</summary>
/// <param name="Issuer">The name of the issuer.</param>
/// <param name="State">Ties the answer to this browser.</param>
/// <param name="Nonce">Ties the ID token to this login.</param>
/// <param name="Verifier">Ties the code to this login (RFC 7636).</param>
/// <param name="RedirectAddress">Where the issuer sends the browser back to; the same at both ends.</param>
/// <param name="ReturnTo">The path of this server that the person wanted.</param>
/// <param name="EndsAt">Until when it may be completed, UTC.</param>
public sealed record LoginAttempt(string Issuer, string State, string Nonce, string Verifier, string RedirectAddress, string ReturnTo, DateTimeOffset EndsAt);
