using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Domain.Money;

namespace Penstock.Pipeline.Ledger;

/// <summary>Writes one durable record a call, before the last byte of its answer is released, and amends it when the client left after all.</summary>
public sealed class LedgerStage(ILedger ledger) : Stage, IEndAction
{
    private const int MostDecisions = 50;
    private const int LongestDecision = 300;

    /// <inheritdoc/>
    public override ValueTask<CallResult> RunAsync(Call call, Next next, CancellationToken ct)
    {
        call.OnEnd(this);
        call.OnAmend(this);
        return next(call, ct);
    }

    /// <inheritdoc/>
    public async ValueTask OnEndAsync(Call call, CancellationToken ct)
    {
        try
        {
            await ledger.AppendAsync(Record(call), ct);
            call.State.SettledOn = [];
        }
        catch (IOException fault) when (call.State.Unrecorded is not null)
        {
            call.State.Unrecorded(fault);
        }
    }

    private static CallRecord Record(Call call)
    {
        var state = call.State;
        return new CallRecord
        {
            Id = call.Id,
            StartedAt = (call.StartedAt.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond,
            KeyId = state.Caller?.Key.Id,
            Model = state.RequestedModel is { } name ? ModelName.Cut(name) : null,
            Provider = state.Target?.Provider,
            UpstreamModel = state.Target?.UpstreamModel,
            Dialect = call.Head.Dialect,
            Capability = call.Head.Capability.Name(),
            Stream = state.Streaming,
            Status = state.Status,
            End = state.End,
            ErrorKind = state.Error?.Kind.Code(),
            Usage = state.Usage,
            TimeToFirstByte = state.FirstByte == 0 ? null : Microseconds(call.Between(call.Started, state.FirstByte)),
            Duration = Microseconds(call.Between(call.Started, state.Ended)),
            RequestBytes = state.RequestBytes,
            ResponseBytes = state.ResponseBytes,
            Attempts = state.Attempts.Count,
            AttemptLog = state.Attempts is [] or [{ Error: null, Reason: AttemptReason.Chosen }] ? [] : [.. state.Attempts.Select(AttemptRecord.Of)],
            UsageEstimated = state.UsageEstimated,
            Cost = state.Cost is { } cost ? Amount.Of(cost.Total) : null,
            CostInput = state.Cost is { } spent ? Amount.Of(spent.Input) : null,
            CostOutput = state.Cost is { } paid ? Amount.Of(paid.Output) : null,
            Currency = state.Cost is null ? null : state.Currency,
            PriceSource = state.PriceSource,
            PriceUnknown = state.PriceUnknown,
            Dropped = state.Dropped,
            AnswerDropped = state.AnswerDropped,
            Tags = call.Head.Tags,
            UserId = state.Caller?.Principal is { Kind: PrincipalKind.User } user ? user.Id : null,
            ServiceAccountId = state.Caller?.Principal is { Kind: PrincipalKind.ServiceAccount } program ? program.Id : null,
            Teams = state.Caller?.Teams ?? [],
            Region = state.Target?.Region,
            GovernedTags = state.Tags,
            Decisions = Bounded(state.Decisions),
            Reserved = state.Reserved?.Units,
            Settled = state.Settled?.Units,
            SettledOn = state.SettledOn,
        };
    }

    // A record must fit into the journal, whatever stages have to say.
    private static IReadOnlyList<string> Bounded(IReadOnlyList<string> decisions)
    {
        var fits = decisions.Count <= MostDecisions;
        for (var i = 0; fits && i < decisions.Count; i++)
        {
            fits = decisions[i].Length <= LongestDecision;
        }

        return fits ? decisions : [.. decisions.Take(MostDecisions).Select(decision => decision[..Math.Min(decision.Length, LongestDecision)])];
    }

    private static long Microseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}
