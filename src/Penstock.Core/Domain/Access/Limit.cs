namespace Penstock.Domain.Access;

/// <summary>How much there may be of a kind of calls. All limits that a call falls under hold at once.</summary>
public sealed record Limit
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for; null when nobody said.</summary>
    public string? Description { get; init; }

    /// <summary>Which calls it is about.</summary>
    public Applies Applies { get; init; } = Applies.ToAll;

    /// <summary>Which providers it is about, by name or by a beginning and <c>*</c>; none for all. With one, what is counted are the attempts there.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>By what calls are counted apart, at most three; none to count all together. A call that has no such thing (a user, say) is not held.</summary>
    public IReadOnlyList<ScopeKind> Each { get; init; } = [];

    /// <summary>How much in how long.</summary>
    public IReadOnlyList<LimitRate> Rates { get; init; } = [];

    /// <summary>How many calls may run at once; null for any number.</summary>
    public int? Concurrency { get; init; }

    /// <summary>How long a call may wait for its turn before it is refused; zero refuses at once.</summary>
    public TimeSpan MaxWait { get; init; }

    /// <summary>How many calls may wait at once, of each of <see cref="Each"/>.</summary>
    public int MaxWaiting { get; init; } = 1000;

    /// <summary>Of calls that wait, those of a higher number go first; the highest of a call's limits is the call's.</summary>
    public int Priority { get; init; }

    /// <summary>How many output tokens a call may use that states no maximum of its own, told upstream; counts only where output tokens are limited.</summary>
    public long DefaultOutput { get; init; } = 4096;

    /// <summary>Whether it is about the attempts at providers, which Route makes, and not about calls.</summary>
    public bool IsOfTargets => Providers.Count > 0 || Each.Contains(ScopeKind.Provider);
}
