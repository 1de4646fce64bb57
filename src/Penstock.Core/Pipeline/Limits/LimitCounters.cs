using Penstock.Domain.Access;

namespace Penstock.Pipeline.Limits;

/// <summary>One limit and what it has counted, scope by scope. Who calls it holds the book's lock.</summary>
internal sealed class LimitCounters(Limit limit, long frequency)
{
    // How many of the oldest are looked at when one is made: those that are idle go, the others are looked at again later.
    private const int Looked = 2;

    // Names may come from clients, as tags do: beyond this many all new ones are counted together, which keeps each below the limit.
    private readonly int _mostScopes = MostScopes;
    private readonly Dictionary<ScopeName, ScopeCounters> _scopes = [];
    private readonly Queue<ScopeCounters> _oldest = new();

    /// <summary>How many scopes a limit counts apart at once.</summary>
    public const int MostScopes = 50_000;

    /// <summary>With a smaller bound, for tests.</summary>
    public LimitCounters(Limit limit, long frequency, int mostScopes)
        : this(limit, frequency) => _mostScopes = mostScopes;

    /// <summary>The limit as it is now.</summary>
    public Limit Limit { get; private set; } = limit;

    /// <summary>Whether it holds the keys' own limits: each key's is another.</summary>
    public bool IsOfKeys { get; init; }

    /// <summary>Whether it is in force no more.</summary>
    public bool Gone { get; private set; }

    /// <summary>The scopes that have counted something of late.</summary>
    public IReadOnlyCollection<ScopeCounters> Scopes => _scopes.Values;

    /// <summary>The counters of a scope, which are made when there are none. Each time one is made, those go of the oldest that are idle.</summary>
    public ScopeCounters Of(in ScopeName name, long now)
    {
        if (_scopes.TryGetValue(name, out var scope))
        {
            return scope;
        }

        for (var i = 0; i < Looked && _oldest.TryDequeue(out var oldest); i++)
        {
            if (oldest.IsIdle(now))
            {
                oldest.IsOut = true;
                _scopes.Remove(oldest.Name);
            }
            else
            {
                _oldest.Enqueue(oldest);
            }
        }

        return _scopes.Count >= _mostScopes && name != ScopeName.Others ? Of(ScopeName.Others, now) : Make(name);
    }

    /// <summary>The counters of a scope, if there are any; for looking on.</summary>
    public ScopeCounters? Find(in ScopeName name) => Gone ? null : _scopes.GetValueOrDefault(name);

    /// <summary>Whether the counters can stay as they are when the limit is changed so.</summary>
    public bool CanBecome(Limit changed) => Limit.Each.SequenceEqual(changed.Each);

    /// <summary>The limit says something else: what was counted of a unit over a length of time still counts.</summary>
    public void Become(Limit changed)
    {
        var old = Limit;
        Limit = changed;
        foreach (var scope in _scopes.Values)
        {
            scope.Rates =
            [
                .. changed.Rates.Select(rate => old.Rates.TakeWhile(before => before.Unit != rate.Unit || before.Per != rate.Per).Count() is var same && same < old.Rates.Count
                    ? new ScopeRate(rate, scope.Rates[same].Window)
                    : Begin(rate)),
            ];
            scope.MostRunning = changed.Concurrency ?? int.MaxValue;
        }
    }

    /// <summary>The limit is in force no more, and nothing leads to its counters from now on.</summary>
    public void End()
    {
        Gone = true;
        foreach (var scope in _scopes.Values)
        {
            scope.IsOut = true;
        }
    }

    private ScopeCounters Make(in ScopeName name)
    {
        var made = new ScopeCounters(this, name) { Rates = [.. Limit.Rates.Select(Begin)], MostRunning = Limit.Concurrency ?? int.MaxValue };
        _scopes[name] = made;
        _oldest.Enqueue(made);
        return made;
    }

    private ScopeRate Begin(LimitRate rate) => new(rate, new RollingWindow(rate.Per, frequency));
}
