namespace Penstock.Pipeline.Ledger;

/// <summary>Which records to list, the newest first.</summary>
/// <param name="Limit">How many at most.</param>
public sealed record CallQuery(int Limit)
{
    /// <summary>Only calls that began from this instant on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only calls that began before this instant.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only records with these values; not for groups of time. A team means those below it, too.</summary>
    public IReadOnlyDictionary<UsageGroup, string> Only { get; init; } = new Dictionary<UsageGroup, string>();

    /// <summary>Only records with these tags; an empty value stands for any.</summary>
    public IReadOnlyDictionary<string, string> OnlyTags { get; init; } = new Dictionary<string, string>();

    /// <summary>Only what somebody may see; null for all.</summary>
    public UsageScope? Scope { get; init; }

    /// <summary>Only calls behind this one in the list: its beginning in Unix microseconds, and its id; null for the first page.</summary>
    public (long StartedAt, string Id)? After { get; init; }
}
