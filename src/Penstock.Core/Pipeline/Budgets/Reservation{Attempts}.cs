using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Domain.Money;

namespace Penstock.Pipeline.Budgets;

/// <summary>What its attempts cost.</summary>
internal sealed partial class Reservation
{
    // Tokens that a provider may have written and we have not seen, beside those of the time that passed.
    private const long InFlight = 16;

    // How long it takes until a provider has heard that it shall stop.
    private static readonly TimeSpan Hearing = TimeSpan.FromMilliseconds(250);

    private CallCost _billed;
    private (PriceQuote Quote, TokenUsage Usage, CallMeasures Measures)? _unpriced;
    private Target? _attempt;
    private PriceQuote? _quote;
    private Past? _past;
    private long _begun;
    private long _lastSeen;
    private long _visible;
    private bool _streams;
    private bool _tried;
    private RequestBound _bound;
    private TokenUsage? _said;

    /// <inheritdoc/>
    /// <remarks>What those before it cost is spent, and it has its own bound to hold.</remarks>
    public async ValueTask<CallError?> TryAsync(Target target, CancellationToken ct)
    {
        Close();
        var again = _tried;
        _tried = true;
        _attempt = target;
        (_quote, _past) = (null, null);
        foreach (var (priced, quote, bound, past) in _quotes)
        {
            if (priced == target)
            {
                (_quote, _bound, _past) = (quote, bound, past);
            }
        }

        _past ??= pasts.Of(call.State.Model!.Id, target.Provider, target.UpstreamModel);
        _begun = _lastSeen = call.Time.GetTimestamp();
        (_visible, _streams, _said) = (0, false, null);
        (call.State.Usage, call.State.UsageEstimated) = (null, false);
        if (!again)
        {
            // It runs before Price, which goes by what the attempt used.
            call.OnEnd(new Closing(this));
            return null;
        }

        var missing = Amount.AtLeast(Billed().Total).Units + Units(_slice) - _hold!.Units;
        if (missing <= 0)
        {
            return null;
        }

        var refused = book.TryExtend(_hold, missing, out var refusal) ? await KeepAsync(Entry(BudgetEntryKind.Change, _hold), ct) : refusal is null ? null : Refused(refusal);
        _attempt = refused is null ? _attempt : null;
        return refused;
    }

    /// <summary>The attempt's whole answer is there.</summary>
    public void Answered()
    {
        if (_attempt is null)
        {
            return;
        }

        var state = call.State;
        var took = call.Time.GetElapsedTime(_begun);
        if (state.Usage is { } usage && !state.UsageEstimated)
        {
            _past!.Note(usage.Input, state.RequestBytes, usage.Output, took, _streams ? _visible : null, usage.Reasoning > 0);
            pasts.Of(state.Model!.Id, state.Caller!.Key.Id).Note(usage.Output);
        }

        Bill(state.Usage ?? (Writes(call.Head.Capability) ? Abandoned() : new TokenUsage { Input = Input() }), took, reported: state.Usage is not null && !state.UsageEstimated);
    }

    /// <summary>The attempt has failed: nothing is billed of what was refused, and of what broke off what was written.</summary>
    public void Failed(CallError error)
    {
        if (_attempt is null)
        {
            return;
        }

        if (error.Kind is ErrorKind.ProviderTimeout or ErrorKind.ProviderCut or ErrorKind.Internal or ErrorKind.BudgetExceeded || _visible > 0 || call.State.Usage is not null)
        {
            Bill(Abandoned(), call.Time.GetElapsedTime(_begun), reported: false);
        }

        _attempt = null;
    }

    /// <inheritdoc/>
    public CallResult Took(CallResult result)
    {
        switch (result)
        {
            case CallResult.Failed failed:
                Failed(failed.Error);
                return result;
            case CallResult.Streamed streamed:
                return new CallResult.Streamed(new MeteredFrames(streamed.Frames, this));
            default:
                Answered();
                return result;
        }
    }

    /// <inheritdoc/>
    public void Stopped() => Close();

    /// <summary>Counts what a frame shows; whether more must be reserved before it may pass.</summary>
    public bool Meter(long bytes)
    {
        _said = call.State.UsageEstimated ? _said : call.State.Usage ?? _said;
        _streams = true;
        _lastSeen = call.Time.GetTimestamp();
        _visible += bytes;
        return _slice < _cap && Seen() + Margin(_past!) > _slice;
    }

    /// <summary>Reserves the next slice; an error when no budget has it.</summary>
    public async ValueTask<CallError?> ExtendAsync(CancellationToken ct)
    {
        var next = Math.Min(_cap, Math.Max(Seen() + (2 * Margin(_past!)), _slice + (_slice / 2)));
        var missing = Units(next) - Units(_slice);
        if (!book.TryExtend(_hold!, missing, out var refusal))
        {
            if (refusal is null)
            {
                return null;
            }

            // A part of a step is a step, while there is more than what is on its way already.
            var least = Math.Min(_cap, Seen() + Margin(_past!) + InFlight);
            missing = Units(least) - Units(_slice);
            if (least <= _slice || !book.TryExtend(_hold!, missing, out refusal))
            {
                call.State.Decided($"budget {refusal?.Budget}: cut");
                var refused = Refused(refusal ?? new BudgetRefusal(accounts.First.BudgetId, long.MaxValue, Soon: false));
                Failed(refused);
                return refused with { Message = "The answer was cut by a budget. " + refused.Message };
            }

            next = least;
        }

        _slice = next;
        return await KeepAsync(Entry(BudgetEntryKind.Change, _hold!), ct);
    }

    // What was not closed was left by its client, or stopped, or ran into a bug.
    private void Close()
    {
        if (_attempt is not null)
        {
            Bill(Abandoned(), call.Time.GetElapsedTime(_begun), reported: false);
        }
    }

    private void Bill(TokenUsage usage, TimeSpan took, bool reported)
    {
        _attempt = null;
        call.State.Usage = usage;
        call.State.UsageEstimated = !reported;
        if (_quote is { } quote)
        {
            _billed = Billed();
            _unpriced = (quote, usage, new CallMeasures(took, call.State.ResponseBytes));
        }
    }

    // What its attempts cost until now. Of the last one it is asked only where another follows: at the end of the call Price says it.
    private CallCost Billed()
    {
        if (_unpriced is var (quote, usage, measures))
        {
            _billed += quote.Cost(usage, measures);
            _unpriced = null;
        }

        return _billed;
    }

    private long Seen() => (long)Math.Ceiling(_visible / _past!.BytesPerToken);

    private long Input() => Math.Min(_bound.Input, (long)Math.Ceiling(call.State.RequestBytes * _past!.TokensPerByte));

    private static long Margin(Past past) => InFlight + (long)((past.Rate ?? 0) * Hearing.TotalSeconds);

    // What the provider will bill of an attempt whose end nobody saw: what it said itself, what was seen, and what it can have written unseen.
    private TokenUsage Abandoned()
    {
        var said = _said ?? (call.State.UsageEstimated ? null : call.State.Usage);
        if (!Writes(call.Head.Capability))
        {
            return said ?? new TokenUsage { Input = Input() };
        }

        var now = call.Time.GetTimestamp();
        var output = _cap;
        if (_past!.Rate is { } rate)
        {
            output = _streams && _past.ShowsAll
                ? Seen() + InFlight + (long)(rate * call.Time.GetElapsedTime(_lastSeen, now).TotalSeconds)
                : Math.Max(Seen(), InFlight + (long)Math.Min(_cap, rate * call.Time.GetElapsedTime(_begun, now).TotalSeconds));
        }

        output = Math.Max(Math.Min(output, _cap), said?.Output ?? 0);
        return said is { } known ? known with { Output = output } : new TokenUsage { Input = Input(), Output = output };
    }

    private sealed class Closing(Reservation reservation) : IEndAction
    {
        public ValueTask OnEndAsync(Call call, CancellationToken ct)
        {
            reservation.Close();
            return ValueTask.CompletedTask;
        }
    }
}
