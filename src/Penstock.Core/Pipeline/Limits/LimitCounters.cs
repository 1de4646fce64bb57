using Penstock.Domain.Access;

namespace Penstock.Pipeline.Limits;

/// <summary>One limit and what it has counted, scope by scope. Who calls it holds the book's lock.</summary>
internal sealed class LimitCounters(Limit limit, long frequency)
{
    // Names may come from clients, as tags do: beyond this many all new ones are counted together, which keeps each below the limit.
    private readonly int _mostScopes = MostScopes;
    private readonly Dictionary<ScopeName, ScopeCounters> _scopes = [];
    private readonly LinkedList<ScopeCounters> _byUse = new();

    /// <summary>How many scopes a limit counts apart at once.</summary>
    public const int MostScopes = 50_000;

    /// <summary>With a smaller bound, for tests.</summary>
    public LimitCounters(Limit limit, long frequency, int mostScopes)
        : this(limit, frequency) => _mostScopes = mostScopes;

    /// <summary>What it says now.</summary>
    public LimitTerms Terms { get; private set; } = new(limit);

    /// <summary>The limit as it is now.</summary>
    public Limit Limit => Terms.Limit;

    /// <summary>Whether it holds the keys' own limits: each key's is another.</summary>
    public bool IsOfKeys { get; init; }

    /// <summary>Whether it is in force no more.</summary>
    public bool Gone { get; set; }

    /// <summary>The scopes that have counted something of late, the one used last at the end.</summary>
    public IReadOnlyCollection<ScopeCounters> Scopes => _byUse;

    /// <summary>The counters of a place's scope, which are made when there are none. Each time one is made, two that are idle go.</summary>
    public ScopeCounters Of(LimitPlace place, long now)
    {
        if (place.Known is { IsOut: false } known)
        {
            Use(known);
            return known;
        }

        var scope = Of(place.Name, now);
        place.Known = scope.Name == place.Name ? scope : null;
        return scope;
    }

    private ScopeCounters Of(in ScopeName name, long now)
    {
        if (_scopes.TryGetValue(name, out var scope))
        {
            Use(scope);
            return scope;
        }

        for (var i = 0; i < 2 && _byUse.First is { } oldest; i++)
        {
            if (!oldest.Value.IsIdle(now))
            {
                break;
            }

            oldest.Value.IsOut = true;
            _scopes.Remove(oldest.Value.Name);
            _byUse.Remove(oldest);
        }

        return _scopes.Count >= _mostScopes && name != ScopeName.Others ? Of(ScopeName.Others, now) : Make(name);
    }

    /// <summary>The counters of a scope, if there are any; for looking on.</summary>
    public ScopeCounters? Find(in ScopeName name) => _scopes.GetValueOrDefault(name);

    /// <summary>Whether the counters can stay as they are when the limit is changed so.</summary>
    public bool CanBecome(Limit changed) => Limit.Each.SequenceEqual(changed.Each);

    /// <summary>The limit says something else: what was counted of a unit over a length of time still counts.</summary>
    public void Become(Limit changed)
    {
        var old = Limit;
        Terms = new LimitTerms(changed);
        foreach (var scope in _byUse)
        {
            scope.Windows =
            [
                .. changed.Rates.Select(rate => old.Rates.TakeWhile(before => before.Unit != rate.Unit || before.Per != rate.Per).Count() is var same && same < old.Rates.Count
                    ? scope.Windows[same]
                    : new RollingWindow(rate.Per, frequency)),
            ];
            Slice(scope);
        }
    }

    private ScopeCounters Make(in ScopeName name)
    {
        var made = new ScopeCounters(this, name) { Windows = [.. Limit.Rates.Select(rate => new RollingWindow(rate.Per, frequency))] };
        Slice(made);
        _scopes[name] = made;
        made.ByUse = _byUse.AddLast(made);
        return made;
    }

    private void Use(ScopeCounters scope)
    {
        if (scope.ByUse!.Next is not null)
        {
            _byUse.Remove(scope.ByUse);
            _byUse.AddLast(scope.ByUse);
        }
    }

    private void Slice(ScopeCounters scope)
    {
        scope.Slices = [.. Limit.Rates.Select(rate => rate.Most)];
        scope.MostRunning = Limit.Concurrency ?? int.MaxValue;
    }
}
