using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Authenticate;

/// <summary>Finds out who calls, before a byte of the body is read.</summary>
public sealed class AuthenticateStage(Authenticator authenticator, KeyRing keys) : Stage
{
    /// <inheritdoc/>
    public override ValueTask<CallResult> RunAsync(Call call, Next next, CancellationToken ct)
    {
        var authenticating = authenticator.AuthenticateAsync(call.Head.Credential, ct);
        return authenticating.IsCompletedSuccessfully ? RunAsync(call, authenticating.Result, next, ct) : AwaitAsync(call, authenticating, next, ct);
    }

    private async ValueTask<CallResult> AwaitAsync(Call call, ValueTask<(Caller? Caller, CallError? Error)> authenticating, Next next, CancellationToken ct) =>
        await RunAsync(call, await authenticating, next, ct);

    private ValueTask<CallResult> RunAsync(Call call, (Caller? Caller, CallError? Error) found, Next next, CancellationToken ct)
    {
        if (found.Caller is not { } caller)
        {
            return ValueTask.FromResult(CallResult.Fail(found.Error!));
        }

        call.State.Caller = caller;

        // A key revoked after it was looked up and before this call was seen among the running ones would slip through both.
        return keys.FindById(caller.Key.Id) is { RevokedAt: not null }
            ? ValueTask.FromResult(CallResult.Fail(KeyRegistry.Revoked))
            : next(call, ct);
    }
}
