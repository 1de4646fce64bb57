using System.Globalization;
using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Limits;

/// <summary>
/// Holds calls to all limits they fall under: what a call may use at most is taken before it runs, and what it did not use is given back when
/// it has ended. Where a limit says so, a call waits for its turn before it is refused. The admin key has no limits of its own.
/// </summary>
/// <param name="book">The limits.</param>
/// <param name="options">The limits of keys that have none of their own.</param>
/// <param name="need">The tokens a call may use at most; asked only of calls whose tokens are limited.</param>
public sealed class LimitsStage(LimitBook book, LimitsOptions options, Func<Call, TokenNeed> need) : Stage
{
    private LimitsOptions _options = options;

    /// <summary>The defaults, swapped whole when the configuration changes.</summary>
    public LimitsOptions Options
    {
        get => Volatile.Read(ref _options);
        set => Volatile.Write(ref _options, value);
    }

    /// <inheritdoc/>
    public override ValueTask<CallResult> RunAsync(Call call, Next next, CancellationToken ct)
    {
        var pass = book.OfCall(call, Options, need);
        if (pass is null)
        {
            if (book.HasTargetLimits)
            {
                Hold(call, null);
            }

            return next(call, ct);
        }

        var (refusal, waiter) = book.Enter(pass, mayWait: true, ct);
        return waiter is not null ? WaitAsync(call, pass, waiter, next, ct) : Go(call, pass, refusal, next, ct);
    }

    /// <summary>Tells upstream the most that may be used, where the caller did not ask for as little itself.</summary>
    internal static void Cap(Call call, LimitPass pass)
    {
        if (pass is { CountsTokens: true, Output: > 0, Need: var asked } && (!asked.Stated || pass.Output < asked.Output))
        {
            // What is billed beyond any cap is part of what is held.
            var cap = Math.Max(1, pass.Output - (call.State.Request?.OutputBesidesCap ?? 0));
            call.State.OutputCap = Math.Min(call.State.OutputCap ?? long.MaxValue, cap);
        }
    }

    /// <summary>Puts how a call stands on the call, for the headers of its answer.</summary>
    internal static void Show(Call call, CallQuotas quotas) => call.State.Quotas = quotas;

    private async ValueTask<CallResult> WaitAsync(Call call, LimitPass pass, Waiter waiter, Next next, CancellationToken ct)
    {
        var refusal = await waiter.WaitAsync();
        var waited = call.Time.GetElapsedTime(pass.Arrived);
        call.State.Decided(string.Create(CultureInfo.InvariantCulture, $"limits: waited {waited.TotalSeconds:0.###} s"));
        return await Go(call, pass, refusal, next, ct);
    }

    private ValueTask<CallResult> Go(Call call, LimitPass pass, LimitRefusal? refusal, Next next, CancellationToken ct)
    {
        Show(call, pass.Quotas);
        if (refusal is not null)
        {
            call.State.Decided($"limit {refusal.Limit.Id}: refused");
            return ValueTask.FromResult(CallResult.Fail(LimitErrors.Of(refusal)));
        }

        Hold(call, pass);
        Cap(call, pass);
        return next(call, ct);
    }

    private void Hold(Call call, LimitPass? pass)
    {
        var held = new HeldCall(book, pass, need);
        call.OnEnd(held);
        if (book.HasTargetLimits)
        {
            call.State.TargetLimits = held;
        }
    }
}
