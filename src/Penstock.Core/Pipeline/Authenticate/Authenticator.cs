using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Authenticate;

/// <summary>Tells who presents a key. Calls and the management API ask the same one.</summary>
/// <param name="keys">The keys of this server.</param>
/// <param name="time">The clock.</param>
/// <param name="tokens">Takes tokens of issuers; null where there are none.</param>
public sealed class Authenticator(KeyRing keys, TimeProvider time, TokenAuthenticator? tokens = null)
{
    /// <summary>The caller that presents a key or a token; an error says how to mend it. Waits only where an issuer has to be asked, or an account made.</summary>
    public ValueTask<(Caller? Caller, CallError? Error)> AuthenticateAsync(string? credential, CancellationToken ct) =>
        tokens is not null && credential is not null && TokenAuthenticator.Takes(credential)
            ? tokens.AuthenticateAsync(credential, ct)
            : ValueTask.FromResult(Authenticate(credential));

    /// <summary>The caller that presents a key, or <see cref="ErrorKind.Unauthenticated"/> with the way to mend it.</summary>
    public (Caller? Caller, CallError? Error) Authenticate(string? credential)
    {
        if (string.IsNullOrEmpty(credential))
        {
            return Refuse("No API key was given. Send it as 'Authorization: Bearer ps_…' or as 'x-api-key'.");
        }

        if (keys.FindPresented(credential) is not { } key)
        {
            return Refuse("The API key is not known here. Check that it was copied whole, and that it is this server's.");
        }

        if (key.RevokedAt is not null)
        {
            return Refuse("The API key was revoked. Ask for a new one.");
        }

        return key.ExpiresAt <= time.GetUtcNow()
            ? Refuse("The API key has expired. Ask for a new one.")
            : (new Caller(key), null);
    }

    private static (Caller?, CallError?) Refuse(string message) =>
        (null, new CallError(ErrorKind.Unauthenticated, message) { Code = "invalid_api_key" });
}
