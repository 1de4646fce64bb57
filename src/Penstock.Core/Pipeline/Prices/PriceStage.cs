using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Domain.Money;

namespace Penstock.Pipeline.Prices;

/// <summary>
/// Says what a call cost: every attempt that its provider bills, at the price of its target when the call began. It runs inside Budget and Ledger, so that both find
/// the cost when the call ends. Targets whose price is not known are left out where the configuration says so.
/// </summary>
/// <param name="prices">The prices.</param>
/// <param name="options">The options in force.</param>
/// <param name="estimate">What an attempt took in whose provider did not tell; null where nobody can count that.</param>
public sealed class PriceStage(IPrices prices, Func<MoneyOptions> options, Func<Call, Target, TokenUsage?> estimate) : Stage, IEndAction
{
    /// <summary>The code of the refusal of a call without a price.</summary>
    public const string Unknown = "price_unknown";

    /// <inheritdoc/>
    public override ValueTask<CallResult> RunAsync(Call call, Next next, CancellationToken ct)
    {
        if (call.Head.Capability == Capability.CountTokens)
        {
            // No provider bills that.
            return next(call, ct);
        }

        if (options().RefuseUnknown && Refuse(call) is { } refused)
        {
            return ValueTask.FromResult(CallResult.Fail(refused));
        }

        call.OnEnd(this);
        return next(call, ct);
    }

    /// <inheritdoc/>
    public ValueTask OnEndAsync(Call call, CancellationToken ct)
    {
        var state = call.State;
        if (state.Attempts.Count == 0)
        {
            return ValueTask.CompletedTask;
        }

        var (sum, unknown) = (default(CallCost), false);
        for (var i = 0; i < state.Attempts.Count; i++)
        {
            var attempt = state.Attempts[i];
            if (attempt.Target is not { } target || Used(call, attempt, i == state.Attempts.Count - 1) is not { } usage)
            {
                continue;
            }

            var quote = prices.Quote(state.Model!, target, call.StartedAt);
            attempt.Cost = Costing.Of(quote, usage, Measures(call, attempt));
            (state.Currency, state.PriceSource) = (quote?.Currency ?? state.Currency, quote?.Source ?? state.PriceSource);
            sum += attempt.Cost ?? default;
            unknown |= attempt.Cost is null;
        }

        state.PriceUnknown = unknown;
        state.Cost = unknown ? null : sum;
        state.Currency ??= unknown ? null : options().Currency;
        return ValueTask.CompletedTask;
    }

    // What the provider bills of an attempt; null when that is nothing.
    private TokenUsage? Used(Call call, Attempt attempt, bool last)
    {
        var state = call.State;
        if ((last ? state.Usage : attempt.Usage) is { } told)
        {
            return told;
        }

        if (attempt.Error is null)
        {
            // Speech, pictures, typed models: what they cost does not go by tokens that anybody told.
            return default(TokenUsage);
        }

        if (!MayBeBilled(attempt.Error))
        {
            return null;
        }

        // The provider had the request and went on with it, as far as anybody knows: an answer that nobody saw is taken for as long as it could be.
        if (estimate(call, attempt.Target!) is not { } input)
        {
            return default(TokenUsage);
        }

        var estimated = input with { Output = state.Streaming ? 0 : state.OutputCap ?? 0 };
        attempt.Usage = estimated;
        if (last)
        {
            (state.Usage, state.UsageEstimated) = (estimated, true);
        }

        return estimated;
    }

    // A provider that answered with an error, or could not be reached, bills nothing.
    private static bool MayBeBilled(CallError error) => error.Kind is ErrorKind.ProviderTimeout or ErrorKind.ProviderCut or ErrorKind.ClientLeft or ErrorKind.Unavailable
        or ErrorKind.Internal or ErrorKind.Unauthenticated or ErrorKind.PermissionDenied;

    private static CallMeasures Measures(Call call, Attempt attempt)
    {
        var streamed = attempt.Error is null && call.State.Streaming;
        return new CallMeasures(streamed ? call.Between(attempt.Begun, call.State.Ended) : attempt.Duration, attempt.Error is null ? call.State.ResponseBytes : 0);
    }

    private CallError? Refuse(Call call)
    {
        var state = call.State;
        var (model, targets) = (state.Model!, state.AllowedTargets);
        var known = 0;
        foreach (var target in targets)
        {
            known += prices.Quote(model, target, call.StartedAt) is null ? 0 : 1;
        }

        if (known == targets.Count)
        {
            return null;
        }

        if (known > 0)
        {
            state.AllowedTargets = [.. targets.Where(target => prices.Quote(model, target, call.StartedAt) is not null)];
            state.Decided("price: targets without a known price are left out");
            return null;
        }

        state.Decided("price: refused, it is not known");
        return new CallError(ErrorKind.PermissionDenied, $"What a call of the model '{model.Id}' costs is not known, and this server refuses such calls. Its operator can give it a price.") { Code = Unknown, Param = "model" };
    }
}
