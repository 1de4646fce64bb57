using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Pipeline.Limits;

/// <summary>What one call holds of its limits: of those of calls from its admission, of those of providers for each attempt.</summary>
/// <param name="book">The limits.</param>
/// <param name="pass">What it holds as a call; null where no limit holds calls.</param>
/// <param name="need">The tokens it may use at most.</param>
internal sealed class HeldCall(LimitBook book, LimitPass? pass, Func<Call, TokenNeed> need) : IEndAction, ITargetLimits
{
    private LimitPass? _attempt;

    /// <inheritdoc/>
    public CallError? TryEnter(Call call, Target target)
    {
        if (book.OfAttempt(call, target.Provider, need) is not { } attempt)
        {
            return null;
        }

        var (refusal, _) = book.Enter(attempt, mayWait: false, CancellationToken.None);
        return Entered(call, attempt, refusal);
    }

    /// <inheritdoc/>
    public async ValueTask<CallError?> EnterAsync(Call call, Target target, CancellationToken ct)
    {
        if (book.OfAttempt(call, target.Provider, need) is not { } attempt)
        {
            return null;
        }

        var (refusal, waiter) = book.Enter(attempt, mayWait: true, ct);
        if (waiter is not null)
        {
            refusal = await waiter.WaitAsync();
        }

        if (refusal is not null)
        {
            // There is no other way left: this is what the caller meets.
            LimitsStage.Show(call, attempt.Quotas);
        }

        return Entered(call, attempt, refusal);
    }

    /// <inheritdoc/>
    public void Failed(Call call, CallError error) => LeaveAttempt(call, error);

    /// <inheritdoc/>
    public ValueTask OnEndAsync(Call call, CancellationToken ct)
    {
        var (attempt, error) = (Interlocked.Exchange(ref _attempt, null), call.State.Error);
        book.Leave(pass, pass is null ? default : Used(call, pass, error), attempt, attempt is null ? default : Used(call, attempt, error));
        return ValueTask.CompletedTask;
    }

    private CallError? Entered(Call call, LimitPass attempt, LimitRefusal? refusal)
    {
        if (refusal is not null)
        {
            return LimitErrors.Of(refusal);
        }

        _attempt = attempt;
        LimitsStage.Cap(call, attempt);
        return null;
    }

    private void LeaveAttempt(Call call, CallError? error)
    {
        if (Interlocked.Exchange(ref _attempt, null) is { } attempt)
        {
            book.Leave(attempt, Used(call, attempt, error));
        }
    }

    // What nobody reported may have been used to the last token, unless the provider cannot have begun, or said that it would not.
    private static (long Input, long Output) Used(Call call, LimitPass held, CallError? error) =>
        !held.CountsTokens || call.State.EngineStarted == 0 ? (0, 0)
        : call.State.Usage is { } usage ? (usage.Input, usage.Output)
        : error is { Kind: ErrorKind.ProviderError or ErrorKind.ProviderCredentials or ErrorKind.ProviderUnavailable or ErrorKind.RateLimited or ErrorKind.InvalidRequest or ErrorKind.InvalidInput } ? (0, 0)
        : (held.Input, held.Output);
}
