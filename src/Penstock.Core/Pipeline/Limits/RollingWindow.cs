namespace Penstock.Pipeline.Limits;

/// <summary>
/// What happened in the last stretch of time, in steps: few enough to be kept, and each counted as if all of it had happened at its end, so
/// that a stretch of that length, wherever it begins, never holds more than is counted here. What a step counts for too long (a sixty-fourth
/// of the window), and the grace that covers the way from here to a provider, is what is not usable of a limit: below 2.5 %. Where no more
/// than 64 things may happen in the window each has its own step, and only the grace remains. Times are a clock's timestamps.
/// </summary>
internal sealed class RollingWindow
{
    /// <summary>How many steps a window has.</summary>
    public const int Steps = 64;

    // Steps begin a grain apart, and live for the window, the grace and their own length.
    private const int MostKept = Steps + 4;

    private readonly long _span;
    private readonly long _grain;
    // Its length is a power of two.
    private Step[] _ring = new Step[4];
    private int _first;
    private int _count;
    private long _newestBegan;

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
    public long Sum { get; private set; }

    /// <summary>When nothing will count any more, if nothing is added; 0 when nothing does now.</summary>
    public long EmptyAt => _count == 0 ? 0 : _ring[Index(_count - 1)].At + _span;

    /// <summary>How long after the window something is still counted: calls do not all take equally long from here to a provider.</summary>
    public static long Grace(long window, long frequency) => Math.Min(window / (2 * Steps), frequency / 2);

    /// <summary>Forgets what is too long ago.</summary>
    public void Expire(long now)
    {
        while (_count > 0 && now - _ring[_first].At >= _span)
        {
            Sum -= _ring[_first].Amount;
            _first = Index(1);
            _count--;
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
        if (_count > 0)
        {
            ref var newest = ref _ring[Index(_count - 1)];
            if (newest.At == now || _count == MostKept || (most > Steps && now - _newestBegan < _grain))
            {
                newest = new Step(now, newest.Amount + amount);
                return;
            }
        }

        if (_count == _ring.Length)
        {
            Grow();
        }

        _ring[Index(_count++)] = new Step(now, amount);
        _newestBegan = now;
    }

    /// <summary>When an amount fits, if nothing is added: the timestamp; the greatest there is when it never will.</summary>
    public long FitsAt(long amount, long most, long now)
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
        return long.MaxValue;
    }

    private int Index(int place) => (_first + place) & (_ring.Length - 1);

    private void Grow()
    {
        var ring = new Step[_ring.Length * 2];
        for (var i = 0; i < _count; i++)
        {
            ring[i] = _ring[Index(i)];
        }

        (_ring, _first) = (ring, 0);
    }

    private record struct Step(long At, long Amount);
}
