namespace Penstock.Pipeline.Limits;

/// <summary>A scope of a limit in which calls need a place.</summary>
/// <param name="limit">The limit.</param>
/// <param name="name">The scope.</param>
internal sealed class LimitPlace(LimitCounters limit, ScopeName name)
{
    /// <summary>The limit.</summary>
    public LimitCounters Limit => limit;

    /// <summary>The scope's name.</summary>
    public ScopeName Name => name;

    /// <summary>The scope's counters when they were asked for last, under the book's lock.</summary>
    public ScopeCounters? Known { get; set; }
}
