using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Domain.Money;

namespace Penstock.Pipeline.Budgets;

/// <summary>
/// Reserves what a call can cost at most on every budget that is about it, before anything is asked of a provider, and settles what it did cost when
/// it has ended. What is spent and reserved together never exceeds a hard budget.
/// </summary>
/// <param name="book">What is spent and reserved.</param>
/// <param name="store">Where that is kept.</param>
/// <param name="prices">What calls cost.</param>
/// <param name="bound">The most that a request can use at a target.</param>
/// <param name="notKept">Told when the store did not take an entry.</param>
public sealed class BudgetStage(BudgetBook book, IBudgetStore store, IPrices prices, Func<Call, Target, RequestBound> bound, Action<IOException> notKept) : Stage
{
    private readonly Pasts _pasts = new();

    /// <inheritdoc/>
    public override ValueTask<CallResult> RunAsync(Call call, Next next, CancellationToken ct)
    {
        var state = call.State;
        if (book.IsEmpty || call.Head.Capability == Capability.CountTokens || book.Match(state.Caller!, state.Model!.Id, state.Tags) is not { } accounts)
        {
            return next(call, ct);
        }

        return RunAsync(call, accounts, next, ct);
    }

    private ValueTask<CallResult> RunAsync(Call call, AccountSet accounts, Next next, CancellationToken ct)
    {
        var reservation = new Reservation(call, accounts, book, store, _pasts, notKept);
        if (reservation.Price(prices, bound) is { } unpriced)
        {
            return ValueTask.FromResult(CallResult.Fail(unpriced));
        }

        if (reservation.IsFree)
        {
            return next(call, ct);
        }

        var beginning = reservation.BeginAsync(ct);
        return beginning.IsCompletedSuccessfully ? Begun(call, reservation, beginning.Result, next, ct) : AwaitAsync(call, reservation, beginning, next, ct);
    }

    private static async ValueTask<CallResult> AwaitAsync(Call call, Reservation reservation, ValueTask<CallError?> beginning, Next next, CancellationToken ct) =>
        await Begun(call, reservation, await beginning, next, ct);

    private static ValueTask<CallResult> Begun(Call call, Reservation reservation, CallError? refused, Next next, CancellationToken ct)
    {
        if (refused is not null)
        {
            return ValueTask.FromResult(CallResult.Fail(refused));
        }

        call.OnEnd(reservation);
        call.State.AttemptMeter = reservation;
        return next(call, ct);
    }
}
