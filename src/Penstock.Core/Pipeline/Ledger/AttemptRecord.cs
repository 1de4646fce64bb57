using System.Text.Json;
using Penstock.Domain.Calls;

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

    /// <summary>The record of an attempt.</summary>
    public static AttemptRecord Of(Attempt attempt) => new(
        attempt.Provider,
        attempt.UpstreamModel,
        Reasons[(int)attempt.Reason],
        attempt.Duration.Ticks / TimeSpan.TicksPerMicrosecond,
        attempt.Error?.Kind.Code(),
        attempt.Error?.Code is { } code ? code[..Math.Min(code.Length, 100)] : null,
        attempt.Error?.Status);
}
