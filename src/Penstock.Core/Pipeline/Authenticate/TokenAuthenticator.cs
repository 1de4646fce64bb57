using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Authenticate;

/// <summary>Tells who presents a token of an issuer.</summary>
public sealed class TokenAuthenticator(ITokenReader tokens, IIdentities identities)
{
    /// <summary>Whether a credential has a JSON Web Token's form (RFC 7515 section 3.1); no key of this server has a dot.</summary>
    public static bool Takes(string credential) => credential.StartsWith("ey", StringComparison.Ordinal) && credential.Contains('.', StringComparison.Ordinal);

    /// <summary>The caller, or why it is not let in.</summary>
    public ValueTask<(Caller? Caller, CallError? Error)> AuthenticateAsync(string token, CancellationToken ct)
    {
        var reading = tokens.ReadAsync(token, ct);
        return reading.IsCompletedSuccessfully ? Admit(reading.Result, ct) : AwaitAsync(reading, ct);
    }

    private ValueTask<(Caller? Caller, CallError? Error)> Admit((IssuedIdentity? Identity, CallError? Error) read, CancellationToken ct) =>
        read.Identity is not { } identity ? ValueTask.FromResult<(Caller?, CallError?)>((null, read.Error))
        : identities.Find(identity) is { } caller ? ValueTask.FromResult<(Caller?, CallError?)>((caller, null))
        : identities.AdmitAsync(identity, ct);

    private async ValueTask<(Caller? Caller, CallError? Error)> AwaitAsync(ValueTask<(IssuedIdentity? Identity, CallError? Error)> reading, CancellationToken ct) =>
        await Admit(await reading, ct);
}
