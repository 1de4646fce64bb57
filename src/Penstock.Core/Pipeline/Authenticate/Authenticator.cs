using System.Net;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Authenticate;

/// <summary>Tells who presents a key. Calls and the management API ask the same one.</summary>
/// <param name="keys">The keys of this server.</param>
/// <param name="identities">Whose they are.</param>
/// <param name="uses">Where is noted that they are used.</param>
/// <param name="time">The clock.</param>
/// <param name="tokens">Takes tokens of issuers; null where there are none.</param>
public sealed class Authenticator(KeyRing keys, Identities identities, KeyUses uses, TimeProvider time, TokenAuthenticator? tokens = null)
{
    /// <summary>The caller that presents a key or a token; an error says how to mend it. Waits only where an issuer has to be asked, or an account made.</summary>
    /// <param name="credential">What was presented; null for nothing.</param>
    /// <param name="address">From where; null when that is not known, which no key that is bound to networks lets pass.</param>
    /// <param name="ct">Stops it.</param>
    public ValueTask<(Caller? Caller, CallError? Error)> AuthenticateAsync(string? credential, IPAddress? address, CancellationToken ct)
    {
        if (tokens is null || credential is null || !TokenAuthenticator.Takes(credential))
        {
            return ValueTask.FromResult(Authenticate(credential, address));
        }

        var asked = tokens.AuthenticateAsync(credential, ct);
        return asked.IsCompletedSuccessfully ? ValueTask.FromResult(At(asked.Result, address)) : AwaitAsync(asked, address);
    }

    /// <summary>The caller that presents a key, or <see cref="ErrorKind.Unauthenticated"/> with the way to mend it.</summary>
    /// <param name="credential">What was presented; null for nothing.</param>
    /// <param name="address">From where; null when that is not known, which no key that is bound to networks lets pass.</param>
    public (Caller? Caller, CallError? Error) Authenticate(string? credential, IPAddress? address = null)
    {
        if (string.IsNullOrEmpty(credential))
        {
            return Refuse("No API key was given. Send it as 'Authorization: Bearer ps_…' or as 'x-api-key'.");
        }

        if (keys.FindPresented(credential, out var previous) is not { } key)
        {
            return Refuse("The API key is not known here. Check that it was copied whole, and that it is this server's.");
        }

        var now = time.GetUtcNow();
        if (key.RevokedAt is not null)
        {
            return Refuse("The API key was revoked. Ask for a new one.");
        }

        if (key.ExpiresAt <= now)
        {
            return Refuse("The API key has expired. Ask for a new one.");
        }

        if (previous && !(key.PreviousUntil > now))
        {
            return Refuse("The API key was rotated, and the time in which the old one was good too is over. Use the new one.");
        }

        if (key.AllowedNetworks is { } networks && (address is null || !Networks.Contain(networks, address)))
        {
            return (null, new CallError(ErrorKind.PermissionDenied, "The API key may not be used from this address. Call from one of its networks, or have its allowed_networks changed.") { Code = "network_not_allowed" });
        }

        if (identities.Roster.Caller(key) is not { } caller)
        {
            return (null, Identities.Deactivated);
        }

        uses.Note(key.Id, now);
        return At((caller, null), address);
    }

    private static async ValueTask<(Caller? Caller, CallError? Error)> AwaitAsync(ValueTask<(Caller? Caller, CallError? Error)> asked, IPAddress? address) => At(await asked, address);

    private static (Caller?, CallError?) At((Caller? Caller, CallError? Error) found, IPAddress? address) =>
        found.Caller is null || address is null ? found : (found.Caller with { Address = address }, null);

    private static (Caller?, CallError?) Refuse(string message) =>
        (null, new CallError(ErrorKind.Unauthenticated, message) { Code = "invalid_api_key" });
}
