namespace Penstock.Pipeline.Limits;

/// <summary>
/// Those who wait for a place in one scope: of the highest priority first, and among those one of each caller in turn, so that a caller who
/// sends hundreds does not keep another's one from its turn.
/// </summary>
internal sealed class WaitingLine
{
    private readonly SortedDictionary<int, Level> _levels = new(Comparer<int>.Create(static (a, b) => b.CompareTo(a)));

    public int Count { get; private set; }

    /// <summary>Everybody, in no order.</summary>
    public IEnumerable<Waiter> All => _levels.Values.SelectMany(level => level.Turns).SelectMany(turn => turn.Waiting);

    /// <summary>Whose turn it is; null when nobody waits.</summary>
    public Waiter? First
    {
        get
        {
            foreach (var (_, level) in _levels)
            {
                return level.Turns.First!.Value.Waiting.First!.Value;
            }

            return null;
        }
    }

    /// <summary>Puts one at the end of its caller's.</summary>
    public void Add(Waiter waiter)
    {
        if (!_levels.TryGetValue(waiter.Pass.Priority, out var level))
        {
            _levels[waiter.Pass.Priority] = level = new Level();
        }

        if (!level.Callers.TryGetValue(waiter.Pass.Caller, out var turn))
        {
            level.Callers[waiter.Pass.Caller] = turn = level.Turns.AddLast(new Turn(waiter.Pass.Caller));
        }

        waiter.Place = turn.Value.Waiting.AddLast(waiter);
        Count++;
    }

    /// <summary>Takes one out.</summary>
    /// <param name="waiter">It waits here.</param>
    /// <param name="served">Whether it had its turn, so that it is the next caller's.</param>
    public void Remove(Waiter waiter, bool served)
    {
        var level = _levels[waiter.Pass.Priority];
        var turn = level.Callers[waiter.Pass.Caller];
        turn.Value.Waiting.Remove(waiter.Place!);
        waiter.Place = null;
        Count--;
        if (turn.Value.Waiting.Count == 0)
        {
            level.Turns.Remove(turn);
            level.Callers.Remove(waiter.Pass.Caller);
            if (level.Turns.Count == 0)
            {
                _levels.Remove(waiter.Pass.Priority);
            }
        }
        else if (served)
        {
            level.Turns.Remove(turn);
            level.Turns.AddLast(turn);
        }
    }

    private sealed class Level
    {
        public LinkedList<Turn> Turns { get; } = new();

        public Dictionary<string, LinkedListNode<Turn>> Callers { get; } = new(StringComparer.Ordinal);
    }

    private sealed record Turn(string Caller)
    {
        public LinkedList<Waiter> Waiting { get; } = new();
    }
}
