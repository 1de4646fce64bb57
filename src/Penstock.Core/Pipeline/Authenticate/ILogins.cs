using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Authenticate;

/// <summary>Logs people in at issuers: the authorization code flow with PKCE (OpenID Connect Core 1.0 section 3.1).</summary>
public interface ILogins
{
    /// <summary>The names of the issuers where people log in, sorted.</summary>
    IReadOnlyList<string> Issuers { get; }

    /// <summary>
    /// What somebody who logged in is by the configuration of now: what groups stand for may have changed. Null when nobody logs in at that
    /// issuer any more.
    /// </summary>
    IssuedIdentity? Renew(IssuedIdentity identity);

    /// <summary>Where to send the browser.</summary>
    ValueTask<(Uri? Address, CallError? Error)> BeginAsync(LoginAttempt attempt, CancellationToken ct);

    /// <summary>Trades the code that the browser came back with for who it is.</summary>
    /// <param name="attempt">The login, as it was begun.</param>
    /// <param name="code">The code.</param>
    /// <param name="issuer">The issuer's address, if it named itself in the answer (RFC 9207).</param>
    /// <param name="ct">Stops it.</param>
    ValueTask<(IssuedIdentity? Identity, CallError? Error)> CompleteAsync(LoginAttempt attempt, string code, string? issuer, CancellationToken ct);
}
