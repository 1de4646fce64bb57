using Penstock.Domain.Calls;
using Penstock.Domain.Money;

namespace Penstock.Pipeline.Ledger;

/// <summary>What the ledger keeps of one call. Durations and times are integers in microseconds; it holds no content and no key.</summary>
public sealed record CallRecord
{
    /// <summary>The call's id.</summary>
    public required string Id { get; init; }

    /// <summary>When it began, Unix microseconds, UTC.</summary>
    public required long StartedAt { get; init; }

    /// <summary>The key's id; null when the caller is not known.</summary>
    public string? KeyId { get; init; }

    /// <summary>The model's public name as it was asked for, shortened; null when none was.</summary>
    public string? Model { get; init; }

    /// <summary>The provider of the last attempt; null when there was none.</summary>
    public string? Provider { get; init; }

    /// <summary>The model's name there.</summary>
    public string? UpstreamModel { get; init; }

    /// <summary>The client's dialect.</summary>
    public required string Dialect { get; init; }

    /// <summary>What was asked of the model.</summary>
    public required string Capability { get; init; }

    /// <summary>Whether a stream was asked for.</summary>
    public bool Stream { get; init; }

    /// <summary>The HTTP status that was answered.</summary>
    public int Status { get; init; }

    /// <summary>How it ended.</summary>
    public CallEnd End { get; init; }

    /// <summary>The kind of the error; null when there was none.</summary>
    public string? ErrorKind { get; init; }

    /// <summary>The tokens as the provider counted them; null when it did not say.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>From the start to the first byte of the answer, in microseconds; null when there was none.</summary>
    public long? TimeToFirstByte { get; init; }

    /// <summary>From the start to the end, in microseconds.</summary>
    public long Duration { get; init; }

    /// <summary>Bytes of the request's body.</summary>
    public long RequestBytes { get; init; }

    /// <summary>Bytes of the answer's body.</summary>
    public long ResponseBytes { get; init; }

    /// <summary>How many attempts were made.</summary>
    public int Attempts { get; init; }

    /// <summary>The attempts one by one; empty where the only one answered.</summary>
    public IReadOnlyList<AttemptRecord> AttemptLog { get; init; } = [];

    /// <summary>Whether <see cref="Usage"/> is Penstock's own estimate, because the provider did not say.</summary>
    public bool UsageEstimated { get; init; }

    /// <summary>What of the request the provider could not be told.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];

    /// <summary>What of the answer the client's dialect could not carry.</summary>
    public IReadOnlyList<string> AnswerDropped { get; init; } = [];

    /// <summary>What the call cost, rounded to 10⁻¹² of the currency; null when no provider was asked or the price is not known.</summary>
    public Amount? Cost { get; init; }

    /// <summary>Of that, what went in.</summary>
    public Amount? CostInput { get; init; }

    /// <summary>Of that, what came out.</summary>
    public Amount? CostOutput { get; init; }

    /// <summary>The currency; null when there is no cost.</summary>
    public string? Currency { get; init; }

    /// <summary>Where the price is from; null when it is not known.</summary>
    public string? PriceSource { get; init; }

    /// <summary>Whether a provider bills something whose price is not known: then there is no cost, which is not the same as none.</summary>
    public bool PriceUnknown { get; init; }

    /// <summary>The caller's tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The user whose credential it was; null for none.</summary>
    public string? UserId { get; init; }

    /// <summary>The service account whose credential it was; null for none.</summary>
    public string? ServiceAccountId { get; init; }

    /// <summary>The caller's teams, the nearest first, with those above them.</summary>
    public IReadOnlyList<string> Teams { get; init; } = [];

    /// <summary>Where the target runs; null where that is not known.</summary>
    public string? Region { get; init; }

    /// <summary>The tags that limits, budgets and reports go by; what a client wrote itself is in <see cref="Tags"/>.</summary>
    public IReadOnlyDictionary<string, string> GovernedTags { get; init; } = new Dictionary<string, string>();

    /// <summary>Why the stages decided as they did.</summary>
    public IReadOnlyList<string> Decisions { get; init; } = [];

    /// <summary>What budgets held back for it, in units of <see cref="Domain.Money.Amount"/>; null when none did.</summary>
    public long? Reserved { get; init; }

    /// <summary>What was settled of that; null when nothing was held back.</summary>
    public long? Settled { get; init; }

    /// <summary>On what <see cref="Settled"/> is counted when this record is stored; empty in one that was stored, and in an amendment.</summary>
    public IReadOnlyList<BudgetLine> SettledOn { get; init; } = [];
}
