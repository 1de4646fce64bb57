namespace Penstock.Pipeline.Ledger;

/// <summary>Which records to sum, and how.</summary>
/// <param name="GroupBy">The groups, in order; none sums everything into one row.</param>
/// <param name="From">The first instant, inclusive; null for the beginning.</param>
/// <param name="To">The last instant, exclusive; null for now.</param>
/// <param name="Model">Only this model; null for all.</param>
/// <param name="KeyId">Only this key; null for all.</param>
public sealed record UsageQuery(
    IReadOnlyList<UsageGroup> GroupBy,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    string? Model = null,
    string? KeyId = null);
