using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Ledger;

/// <summary>One sum of records.</summary>
/// <param name="Groups">The values of the groups and then of the tags, in the order of the query; null where the records have none.</param>
/// <param name="Calls">How many calls.</param>
/// <param name="Failed">How many of them were not completed.</param>
/// <param name="Unmetered">How many reached a provider that never said what it used.</param>
/// <param name="Usage">The tokens.</param>
/// <param name="Duration">All durations together, in microseconds.</param>
public sealed record UsageRow(IReadOnlyList<string?> Groups, long Calls, long Failed, long Unmetered, TokenUsage Usage, long Duration)
{
    /// <summary>What they cost, in the currency.</summary>
    public decimal Cost { get; init; }

    /// <summary>Of that, what went in.</summary>
    public decimal CostInput { get; init; }

    /// <summary>Of that, what came out.</summary>
    public decimal CostOutput { get; init; }

    /// <summary>The currency; null when none of them has a cost. Sums of two currencies are two rows.</summary>
    public string? Currency { get; init; }

    /// <summary>How many cost something that nobody knows.</summary>
    public long Unpriced { get; init; }

    /// <summary>How long completed calls took; null when it was not asked for, or there are none.</summary>
    public DurationPercentiles? Durations { get; init; }

    /// <summary>When completed streams began to answer; null when it was not asked for, or there are none.</summary>
    public DurationPercentiles? FirstBytes { get; init; }
}
