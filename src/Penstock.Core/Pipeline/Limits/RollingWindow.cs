namespace Penstock.Pipeline.Limits;

/// <summary>
/// What happened in the last stretch of time, in steps: few enough to be kept, and each counted as if all of it had happened at its end, so
/// that a stretch of that length, wherever it begins, never holds more than is counted here. What a step counts for too long (a sixty-fourth
/// of the window), and the grace that covers the way from here to a provider, is what is not usable of a limit: below 2.5 %. Where no more
/// than 64 things may happen in the window each has its own step, and only the grace remains. Times are a clock's timestamps. A copy is no other
/// window: it stands in one place and is changed there.
/// </summary>
internal struct RollingWindow
{
    /// <summary>How many steps a window has.</summary>
    public const int Steps = 64;

    // Steps begin a grain apart, and live for the window, the grace and their own length.
    private const int MostKept = Steps + 4;

    private readonly long _span;
    private readonly long _grain;

    // The newest step, here and not among the others: nearly everything that is counted adds to it alone. It is there when its amount is above zero.
    private long _at;
    private long _amount;
    private long _began;

    // Before that nothing has to be forgotten.
    private long _forgets;

    // The steps before it; the ring's length is a power of two.
    private Step[] _ring = [];
    private int _first;
    private int _count;

    /// <summary>Makes a window.</summary>
    /// <param name="length">Its length.</param>
    /// <param name="frequency">Timestamps in a second.</param>
    public RollingWindow(TimeSpan length, long frequency)
    {
        var window = (long)(length.TotalSeconds * frequency);
        _grain = window / Steps;
        _span = window + Grace(window, frequency);
    }

    /// <summary>What counts now, as of the last <see cref="Expire"/>.</summary>
    public long Sum { readonly get; private set; }

    /// <summary>When nothing will count any more, if nothing is added; 0 when nothing does now.</summary>
    public readonly long EmptyAt => _amount == 0 ? 0 : _at + _span;

    /// <summary>How long after the window something is still counted: calls do not all take equally long from here to a provider.</summary>
    public static long Grace(long window, long frequency) => Math.Min(window / (2 * Steps), frequency / 2);

    /// <summary>Forgets what is too long ago.</summary>
    public void Expire(long now)
    {
        if (_amount > 0 && now >= _forgets)
        {
            Forget(now);
        }
    }

    /// <summary>Counts something that happens now.</summary>
    /// <param name="now">The time; never before that of the last.</param>
    /// <param name="amount">How much.</param>
    /// <param name="most">How much there may be: few things are kept one by one.</param>
    public void Add(long now, long amount, long most)
    {
        if (amount == 0)
        {
            return;
        }

        Sum += amount;
        if (_amount > 0 && (_at == now || _count == MostKept - 1 || (most > Steps && now - _began < _grain)))
        {
            _at = now;
            _amount += amount;
            return;
        }

        if (_amount > 0)
        {
            Keep(new Step(_at, _amount));
        }
        else
        {
            _forgets = now + _span;
        }

        (_at, _amount, _began) = (now, amount, now);
    }

    /// <summary>When an amount fits, if nothing is added: the timestamp; the greatest there is when it never will.</summary>
    public readonly long FitsAt(long amount, long most, long now)
    {
        var over = Sum + amount - most;
        if (over <= 0)
        {
            return now;
        }

        for (var i = 0; i < _count; i++)
        {
            ref var step = ref _ring[Index(i)];
            over -= step.Amount;
            if (over <= 0)
            {
                return step.At + _span;
            }
        }

        // Not even an empty window has room. For a limit of nothing that is so, too: then it is worth asking again when the window has passed.
        return _amount > 0 && over <= _amount ? _at + _span : long.MaxValue;
    }

    private void Forget(long now)
    {
        while (_count > 0 && now - _ring[_first].At >= _span)
        {
            Sum -= _ring[_first].Amount;
            _first = Index(1);
            _count--;
        }

        if (_count == 0 && now - _at >= _span)
        {
            Sum -= _amount;
            _amount = 0;
        }

        _forgets = (_count > 0 ? _ring[_first].At : _at) + _span;
    }

    private readonly int Index(int place) => (_first + place) & (_ring.Length - 1);

    private void Keep(Step step)
    {
        if (_count == _ring.Length)
        {
            var ring = new Step[Math.Max(4, _ring.Length * 2)];
            for (var i = 0; i < _count; i++)
            {
                ring[i] = _ring[Index(i)];
            }

            (_ring, _first) = (ring, 0);
        }

        _ring[Index(_count++)] = step;
    }

    private record struct Step(long At, long Amount);
}
