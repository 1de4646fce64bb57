using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Money;

namespace Penstock.Pipeline.Ledger;

/// <summary>What the ledger keeps of one attempt.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="UpstreamModel">The model's name there.</param>
/// <param name="Reason">Why it was tried: a name of <see cref="AttemptReason"/> in snake case.</param>
/// <param name="Duration">How long it took, in microseconds.</param>
/// <param name="ErrorKind">The kind of its error; null when it answered.</param>
/// <param name="ErrorCode">A more exact code; null when there is none.</param>
/// <param name="Status">The HTTP status of its error; null when it answered.</param>
public sealed record AttemptRecord(string Provider, string UpstreamModel, string Reason, long Duration, string? ErrorKind, string? ErrorCode, int? Status)
{
    private static readonly string[] Reasons = [.. Enum.GetValues<AttemptReason>().Select(reason => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString()))];

    /// <summary>Tokens that went in and were lost with it; null when nothing is known of them.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Tokens that came out and were lost with it; null when nothing is known of them.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>What it cost, in units of 10⁻¹² of the call's currency; null when its provider bills nothing, or the price is not known.</summary>
    public long? Cost { get; init; }

    /// <summary>The record of an attempt.</summary>
    public static AttemptRecord Of(Attempt attempt) => new(
        attempt.Provider,
        attempt.UpstreamModel,
        Reasons[(int)attempt.Reason],
        attempt.Duration.Ticks / TimeSpan.TicksPerMicrosecond,
        attempt.Error?.Kind.Code(),
        attempt.Error?.Code is { } code ? code[..Math.Min(code.Length, 100)] : null,
        attempt.Error?.Status)
    {
        InputTokens = attempt.Usage?.Input,
        OutputTokens = attempt.Usage?.Output,
        Cost = attempt.Cost is { } cost ? Amount.Of(cost.Total).Units : null,
    };
}
