using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Authenticate;

/// <summary>Makes callers of those whom an issuer vouches for: accounts, teams with those above them, roles, permissions.</summary>
public interface IIdentities
{
    /// <summary>
    /// The caller, from memory: asked with every call and every request of a session. Null when there is no account yet, or it is switched off.
    /// The caller's key stands in for the token and is kept nowhere: its id is the account's (<c>user_…</c>, <c>sa_…</c>).
    /// </summary>
    Caller? Find(IssuedIdentity identity);

    /// <summary>
    /// The same after making the account, where that is allowed, and noting what the issuer says of it now. Asked at a login, and when
    /// <see cref="Find"/> has found nothing. The error says why somebody is not let in.
    /// </summary>
    ValueTask<(Caller? Caller, CallError? Error)> AdmitAsync(IssuedIdentity identity, CancellationToken ct);
}
