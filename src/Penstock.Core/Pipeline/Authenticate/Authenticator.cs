using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Authenticate;

/// <summary>Tells who presents a key. Calls and the management API ask the same one.</summary>
public sealed class Authenticator(KeyRing keys, TimeProvider time)
{
    /// <summary>The caller, or <see cref="ErrorKind.Unauthenticated"/> with the way to mend it.</summary>
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
