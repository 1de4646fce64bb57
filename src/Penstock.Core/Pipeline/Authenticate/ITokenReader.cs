using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Authenticate;

/// <summary>Verifies tokens of configured issuers.</summary>
public interface ITokenReader
{
    /// <summary>
    /// Says whose a token is, or why it is refused. A token that was seen before, and one signed with a known key, is answered without waiting;
    /// only a key that is not known yet is asked for at its issuer.
    /// </summary>
    ValueTask<(IssuedIdentity? Identity, CallError? Error)> ReadAsync(string token, CancellationToken ct);
}
