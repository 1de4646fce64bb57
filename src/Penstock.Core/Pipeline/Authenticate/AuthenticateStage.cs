using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Authenticate;

/// <summary>Finds out who calls, before a byte of the body is read.</summary>
public sealed class AuthenticateStage(Authenticator authenticator, KeyRing keys) : Stage
{
    /// <inheritdoc/>
    public override ValueTask<CallResult> RunAsync(Call call, Next next, CancellationToken ct)
    {
        var (caller, error) = authenticator.Authenticate(call.Head.Credential);
        if (caller is null)
        {
            return ValueTask.FromResult(CallResult.Fail(error!));
        }

        call.State.Caller = caller;

        // A key revoked after it was looked up and before this call was seen among the running ones would slip through both.
        return keys.FindById(caller.Key.Id) is { RevokedAt: not null }
            ? ValueTask.FromResult(CallResult.Fail(KeyRegistry.Revoked))
            : next(call, ct);
    }
}
