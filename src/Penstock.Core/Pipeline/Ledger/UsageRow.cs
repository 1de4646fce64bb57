using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Ledger;

/// <summary>One sum of records.</summary>
/// <param name="Groups">The values of the groups, in the order of the query; null where the records have none.</param>
/// <param name="Calls">How many calls.</param>
/// <param name="Failed">How many of them were not completed.</param>
/// <param name="Unmetered">How many reached a provider that never said what it used.</param>
/// <param name="Usage">The tokens.</param>
/// <param name="Duration">All durations together, in microseconds.</param>
public sealed record UsageRow(IReadOnlyList<string?> Groups, long Calls, long Failed, long Unmetered, TokenUsage Usage, long Duration)
{
    /// <summary>What they cost, in units of 10⁻¹² of the currency.</summary>
    public long Cost { get; init; }

    /// <summary>The currency; null when none of them has a cost.</summary>
    public string? Currency { get; init; }

    /// <summary>How many cost something that nobody knows.</summary>
    public long Unpriced { get; init; }
}
