namespace Penstock.Pipeline.Limits;

/// <summary>A scope of a limit in which calls need a place. Who asks for its counters holds the book's lock.</summary>
/// <param name="limit">The limit.</param>
/// <param name="name">The scope.</param>
internal sealed class LimitPlace(LimitCounters limit, ScopeName name)
{
    private ScopeCounters? _known;

    /// <summary>The limit.</summary>
    public LimitCounters Limit => limit;

    /// <summary>The scope's counters, which are made when there are none; null when the limit is in force no more.</summary>
    public ScopeCounters? Of(long now)
    {
        if (_known is not { IsOut: false } scope)
        {
            if (limit.Gone)
            {
                return null;
            }

            scope = limit.Of(name, now);

            // Where there was no room it is counted with others: that may be otherwise next time.
            _known = scope.Name == name ? scope : null;
        }

        scope.UsedAt = now;
        return scope;
    }

    /// <summary>The scope's counters, if there are any; for looking on.</summary>
    public ScopeCounters? Find() => limit.Find(name);
}
