namespace Penstock.Pipeline.Ledger;

/// <summary>Which records to sum, and how.</summary>
/// <param name="GroupBy">The groups, in order; none sums everything into one row.</param>
/// <param name="From">The first instant, inclusive; null for the beginning.</param>
/// <param name="To">The last instant, exclusive; null for now.</param>
public sealed record UsageQuery(IReadOnlyList<UsageGroup> GroupBy, DateTimeOffset? From = null, DateTimeOffset? To = null)
{
    /// <summary>Tags to group by too, behind the groups.</summary>
    public IReadOnlyList<string> GroupByTags { get; init; } = [];

    /// <summary>Only records with these values; not for groups of time. A team means those below it, too.</summary>
    public IReadOnlyDictionary<UsageGroup, string> Only { get; init; } = new Dictionary<UsageGroup, string>();

    /// <summary>Only records with these tags; an empty value stands for any.</summary>
    public IReadOnlyDictionary<string, string> OnlyTags { get; init; } = new Dictionary<string, string>();

    /// <summary>Only what somebody may see; null for all.</summary>
    public UsageScope? Scope { get; init; }

    /// <summary>In which hours, days, weeks and months begin; null for UTC.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>Whether percentiles of the durations are wanted.</summary>
    public bool Percentiles { get; init; }
}
