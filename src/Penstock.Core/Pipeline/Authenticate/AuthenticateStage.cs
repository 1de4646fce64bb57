using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Authenticate;

/// <summary>Finds out who calls, before a byte of the body is read.</summary>
public sealed class AuthenticateStage(Authenticator authenticator, KeyRing keys, Identities identities) : Stage
{
    private static readonly CallError NoCalls =
        new(ErrorKind.PermissionDenied, $"This needs the permission {Permission.CallsMake.Name()}, which none of your roles gives. Ask whoever administers Penstock for it.");

    /// <inheritdoc/>
    public override ValueTask<CallResult> RunAsync(Call call, Next next, CancellationToken ct)
    {
        var authenticating = authenticator.AuthenticateAsync(call.Head.Credential, call.Head.Address, ct);
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
        call.State.Tags = caller.Key.TagsOf(call.Head.Tags);
        if (!caller.MaySomewhere(Permission.CallsMake))
        {
            return ValueTask.FromResult(CallResult.Fail(NoCalls));
        }

        // A key revoked, or an owner deactivated, after it was looked up and before this call was seen among the running ones would slip through both.
        return keys.FindById(caller.Key.Id) is { RevokedAt: not null } ? ValueTask.FromResult(CallResult.Fail(KeyRegistry.Revoked))
            : !identities.Has(caller) ? ValueTask.FromResult(CallResult.Fail(Identities.Deactivated))
            : next(call, ct);
    }
}
