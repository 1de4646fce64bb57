using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Domain.Money;

namespace Penstock.Pipeline.Budgets;

/// <summary>
/// What one call holds, from before its first attempt until it has ended. What can be metered while it streams is reserved in slices where money is
/// short; everything else by its upper bound, which goes to the provider as the output cap.
/// </summary>
internal sealed partial class Reservation(
    Call call, AccountSet accounts, BudgetBook book, IBudgetStore store, Pasts pasts, Action<IOException> notKept) : IEndAction, IAttemptMeter
{
    // Where a call's bound is less than this part of what is left there is no need for slices.
    private const long Plenty = 64;

    // Tries for a cap that fits, while others reserve at the same time.
    private const int Tries = 4;

    private readonly List<(Target Target, PriceQuote Quote, RequestBound Bound, Past Past)> _quotes = new(1);
    private Hold? _hold;
    private long _cap;
    private (long Output, long Units) _units = (-1, 0);
    private long _slice;

    /// <summary>Whether nothing is billed, wherever it runs: then there is nothing to hold.</summary>
    public bool IsFree { get; private set; } = true;

    /// <summary>Finds the prices. Targets whose price is not known are left out where a budget wants that; an error when none is left.</summary>
    public CallError? Price(IPrices prices, Func<Call, Target, RequestBound> bound)
    {
        var state = call.State;
        var refusing = Refusing();
        List<Target>? left = null;
        for (var i = 0; i < state.AllowedTargets.Count; i++)
        {
            var target = state.AllowedTargets[i];
            var quote = prices.Quote(state.Model!, target, call.StartedAt);
            if (quote is not null && AllIn(quote.Currency))
            {
                _quotes.Add((target, quote, bound(call, target), pasts.Of(state.Model!.Id, target.Provider, target.UpstreamModel)));
                IsFree &= quote.IsFree;
                left?.Add(target);
            }
            else if (refusing is null)
            {
                state.Decided($"budget {accounts.First.BudgetId}: the price at {target.Provider} is not known, not counted");
                left?.Add(target);
            }
            else
            {
                left ??= [.. state.AllowedTargets.Take(i)];
            }
        }

        if (left is null)
        {
            return null;
        }

        state.AllowedTargets = left;
        return left.Count > 0 ? null : new CallError(
            ErrorKind.PermissionDenied,
            $"What a call of the model '{state.Model!.Id}' costs is not known in {accounts.First.Budget.Currency}, and the budget '{refusing}' allows none that it cannot count. Have the operator set a price.")
        {
            Code = "unknown_price",
        };
    }

    /// <summary>Reserves, and lowers the output cap where what is left does not cover the bound. An error when not even a short answer fits.</summary>
    public async ValueTask<CallError?> BeginAsync(CancellationToken ct)
    {
        var state = call.State;
        var writes = Writes(call.Head.Capability);
        var (holds, most, enough) = Terms();
        var asked = Asked();
        _cap = Math.Min(asked ?? most, state.OutputCap ?? long.MaxValue);
        var least = !writes ? _cap : Math.Min(_cap, enough);
        var lasts = (long)(Longest(state.AllowedTargets) + TimeSpan.FromSeconds(1)).TotalMicroseconds;
        BudgetRefusal? refusal = null;
        if (!state.Request!.Stream)
        {
            // Whole or not at all, as long as it fits.
            _slice = _cap;
            _hold = book.TryReserve(call.Id, accounts, Units(_cap), lasts, out refusal);
        }

        for (var tries = 1; _hold is null; tries++)
        {
            var left = book.Left(accounts);
            _slice = First(left);
            if (_slice > least && (tries == Tries || Units(_slice) > left))
            {
                // Others reserve at the same time: in the end the least will do.
                _cap = _slice = tries == Tries ? least : Fitting(left, least, _slice);
            }

            _hold = book.TryReserve(call.Id, accounts, Units(_slice), lasts, out refusal);
            if (_hold is null && (_slice <= least || tries == Tries))
            {
                return Refused(refusal!);
            }
        }

        if (writes && holds && _cap < (asked ?? long.MaxValue))
        {
            state.OutputCap = _cap;
            if (asked is not null)
            {
                state.Decided($"budget {accounts.First.BudgetId}: output cap {_cap}");
            }
        }

        var unkept = await KeepAsync(Entry(BudgetEntryKind.Hold, _hold), ct);
        if (unkept is not null)
        {
            book.Settle(_hold, 0);
        }

        return unkept;
    }

    /// <inheritdoc/>
    public ValueTask OnEndAsync(Call call, CancellationToken ct)
    {
        if (_hold is { } hold)
        {
            // Price has said what it cost, unless it is not there.
            var (state, held, cost) = (call.State, new Amount(hold.Units), Amount.Of((call.State.Cost ?? Billed()).Total));
            if (book.Settle(hold, cost.Units))
            {
                (state.Reserved, state.Settled, state.SettledOn) = (held, cost, hold.Lines);
                state.Unrecorded = MayGoUnrecorded() ? notKept : null;
            }
        }

        return ValueTask.CompletedTask;
    }

    private static bool Writes(Capability capability) => capability is Capability.Chat or Capability.Completions;

    // Whether a budget is hard; and of what they say of output the least there may be, and the most there must be.
    private (bool Hard, long Most, long Least) Terms()
    {
        var (hard, most, least) = (false, long.MaxValue, 0L);
        foreach (var account in accounts.All)
        {
            hard |= account.Budget.Hard;
            most = Math.Min(most, account.Budget.MostOutput);
            least = Math.Max(least, account.Budget.LeastOutput);
        }

        return (hard, most, least);
    }

    private static TimeSpan Longest(IReadOnlyList<Target> targets)
    {
        var longest = TimeSpan.Zero;
        for (var i = 0; i < targets.Count; i++)
        {
            longest = targets[i].Route.Total > longest ? targets[i].Route.Total : longest;
        }

        return longest;
    }

    // What the request caps its output at, wherever it runs; null where it does not everywhere.
    private long? Asked()
    {
        long? most = _quotes.Count == 0 ? null : 0;
        foreach (var (_, _, bound, _) in _quotes)
        {
            most = Math.Max(most ?? 0, bound.Output is { } output ? output - call.State.Request!.OutputBesidesCap : long.MaxValue);
        }

        return most == long.MaxValue ? null : most;
    }

    private bool AllIn(string currency)
    {
        foreach (var account in accounts.All)
        {
            if (account.Budget.Currency != currency)
            {
                return false;
            }
        }

        return true;
    }

    private string? Refusing()
    {
        foreach (var account in accounts.All)
        {
            if (!account.Budget.AllowsUnknownPrices)
            {
                return account.BudgetId;
            }
        }

        return null;
    }

    // The dearest of the targets: which one runs is known only when it does.
    private long Units(long output)
    {
        if (_units.Output != output)
        {
            var most = 0m;
            foreach (var (_, quote, bound, _) in _quotes)
            {
                most = Math.Max(most, quote.Bound(bound.Input, output + call.State.Request!.OutputBesidesCap));
            }

            _units = (output, Amount.AtLeast(most).Units);
        }

        return _units.Units;
    }

    private long First(long left)
    {
        var whole = Units(_cap);
        if (!call.State.Request!.Stream || _cap == 0 || _quotes.Count == 0 || !Writes(call.Head.Capability) || whole <= left / Plenty)
        {
            return _cap;
        }

        var margin = 0L;
        foreach (var (_, _, _, past) in _quotes)
        {
            if (!past.ShowsAll)
            {
                return _cap;
            }

            margin = Math.Max(margin, Margin(past));
        }

        return pasts.Of(call.State.Model!.Id, call.State.Caller!.Key.Id).Usual is { } usual ? Math.Min(_cap, usual + (2 * margin)) : _cap;
    }

    // Prices may have tiers: the cap is searched, not divided.
    private long Fitting(long left, long least, long most)
    {
        while (least < most)
        {
            var middle = least + ((most - least + 1) / 2);
            (least, most) = Units(middle) <= left ? (middle, most) : (least, middle - 1);
        }

        return least;
    }

    private BudgetEntry Entry(BudgetEntryKind kind, Hold hold)
    {
        var units = hold.Units;

        // How much a second costs, for the case that nobody lives to see the end: of the dearest target, and only where all are known.
        var (atOnce, perSecond) = (0L, 0L);
        var since = kind == BudgetEntryKind.Hold ? hold.Since : book.Now;
        foreach (var (_, quote, bound, past) in _quotes)
        {
            if (past.Rate is not { } rate || _cap == 0 || !Writes(call.Head.Capability))
            {
                return new BudgetEntry(kind, call.Id, units, hold.Lines) { Since = since, Until = hold.Until };
            }

            // Of the cap's worth the input's is no output's; rounded up, as all that is held.
            var input = Amount.AtLeast(quote.Bound(bound.Input, 0));
            var token = (double)(Units(_cap) - input.Units) / (_cap + call.State.Request!.OutputBesidesCap);
            atOnce = Math.Max(atOnce, (input + new Amount((long)Math.Ceiling(token * Written(kind)))).Units);
            perSecond = Math.Max(perSecond, (long)Math.Ceiling(token * Math.Min(rate, 1e9)));
        }

        return new BudgetEntry(kind, call.Id, units, hold.Lines)
        {
            Since = since,
            Until = hold.Until,
            AtOnce = kind == BudgetEntryKind.Hold ? atOnce : (Amount.AtLeast(Billed().Total) + new Amount(atOnce)).Units,
            PerSecond = perSecond,
        };
    }

    // What the provider can have written by now.
    private long Written(BudgetEntryKind kind) => kind == BudgetEntryKind.Hold ? InFlight : Abandoned().Output;

    // An error where it could not be kept and a budget wants it kept.
    private async ValueTask<CallError?> KeepAsync(BudgetEntry entry, CancellationToken ct)
    {
        try
        {
            await store.AppendAsync(entry, ct);
            return null;
        }
        catch (IOException fault)
        {
            notKept(fault);
            if (MayGoUnrecorded())
            {
                return null;
            }

            var closed = accounts.Find(account => !account.Budget.OpenWithoutJournal)!;
            return new CallError(ErrorKind.Unavailable, $"What this call costs cannot be recorded now, and the budget '{closed.BudgetId}' allows none that is not. Try again later.")
            {
                Code = "budget_not_recorded",
                RetryAfter = TimeSpan.FromSeconds(5),
            };
        }
    }

    private bool MayGoUnrecorded() => accounts.Find(static account => !account.Budget.OpenWithoutJournal) is null;

    private CallError Refused(BudgetRefusal refusal)
    {
        var now = book.Now;
        if (refusal.Soon)
        {
            return new CallError(ErrorKind.BudgetExceeded, $"What is left of the budget '{refusal.Budget}' is held by calls that run. Try again when some of them have ended.")
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            };
        }

        if (refusal.Frees == long.MaxValue)
        {
            return new CallError(ErrorKind.BudgetExceeded, $"The budget '{refusal.Budget}' does not cover this call any more. Ask whoever set it for more.");
        }

        var end = DateTimeOffset.UnixEpoch.AddTicks(refusal.Frees * TimeSpan.TicksPerMicrosecond);
        return new CallError(
            ErrorKind.BudgetExceeded,
            FormattableString.Invariant($"The budget '{refusal.Budget}' does not cover this call until {end:yyyy-MM-dd'T'HH:mm:ss'Z'}. Ask for a shorter answer, wait, or ask whoever set it for more."))
        {
            RetryAfter = TimeSpan.FromMicroseconds(Math.Max(1_000_000, refusal.Frees - now)),
        };
    }
}
