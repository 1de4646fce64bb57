namespace Penstock.Pipeline.Limits;

/// <summary>
/// Where calls wait for a place: a line for each scope that is full. One timer serves all; no thread waits. A place that becomes free is
/// offered to the line before anybody new gets it.
/// </summary>
/// <param name="gate">The book's lock, which is held by who calls anything but <see cref="Leave"/>.</param>
/// <param name="time">The clock.</param>
internal sealed class WaitingRoom(Lock gate, TimeProvider time) : IDisposable
{
    // A call may have to move from one line to another, when a second limit is full once the first is not. It does not go round for ever.
    private const int MostRounds = 4;

    private readonly HashSet<ScopeCounters> _lines = [];
    private ITimer? _timer;
    private long _due = long.MaxValue;
    private bool _ending;

    /// <summary>How many wait.</summary>
    public int Count => _lines.Sum(scope => scope.Line!.Count);

    /// <summary>Lets one wait where it was kept out; the refusal where it may not, or where that would be of no use.</summary>
    public LimitRefusal? Park(Waiter waiter, in LimitBlock block, long now)
    {
        var scope = block.Scope!;
        var limit = scope.Limit.Limit;
        var until = waiter.Pass.Arrived + Units(limit.MaxWait);
        if (limit.MaxWait == TimeSpan.Zero || now >= until || block.IsTooMuch || block.HopeAt(now) > until)
        {
            return Refusal(waiter.Pass, block, now, block.IsTooMuch ? RefusalReason.TooMuch : RefusalReason.Full);
        }

        if (_ending)
        {
            return Refusal(waiter.Pass, block, now, RefusalReason.Ending);
        }

        scope.Line ??= new WaitingLine();
        if (scope.Line.Count >= limit.MaxWaiting)
        {
            return Refusal(waiter.Pass, block, now, RefusalReason.LineFull);
        }

        (waiter.At, waiter.Until) = (scope, until);
        scope.Line.Add(waiter);
        _lines.Add(scope);
        var free = block.FreeAt(now);
        Arm(free > now ? Math.Min(free, until) : until, now);
        return null;
    }

    /// <summary>Offers a scope's free places to those who wait there.</summary>
    public void Serve(ScopeCounters scope, long now)
    {
        for (var i = 0; i < MostRounds && scope.HasWaiting; i++)
        {
            if (!ServeLine(scope, now, out var moved))
            {
                return;
            }

            // Who moved may be the first there, and have room.
            foreach (var other in moved)
            {
                ServeLine(other, now, out _);
            }
        }

        if (scope.HasWaiting)
        {
            Arm(now + Units(TimeSpan.FromMilliseconds(1)), now);
        }
    }

    /// <summary>Serves everybody: something has changed.</summary>
    public void ServeAll(long now)
    {
        foreach (var scope in _lines.ToArray())
        {
            Serve(scope, now);
        }
    }

    /// <summary>One gives up; false when its turn had come already.</summary>
    public bool Leave(Waiter waiter)
    {
        lock (gate)
        {
            if (waiter.At is not { } scope)
            {
                return false;
            }

            Take(waiter, served: false);
            Serve(scope, time.GetTimestamp());
            return true;
        }
    }

    /// <summary>Nobody waits any more: all who do are refused.</summary>
    public void End()
    {
        _ending = true;
        var now = time.GetTimestamp();
        foreach (var waiter in _lines.SelectMany(scope => scope.Line!.All).ToArray())
        {
            Refuse(waiter, new LimitBlock(waiter.At, -1, 0), now, RefusalReason.Ending);
        }
    }

    /// <summary>The refusal of a pass.</summary>
    public LimitRefusal Refusal(LimitPass pass, in LimitBlock block, long now, RefusalReason reason)
    {
        var scope = block.Scope!;
        var rate = block.Of;
        var free = reason == RefusalReason.Full ? block.FreeAt(now) : long.MaxValue;
        Admission.Stand(pass, now, time);
        return new LimitRefusal(
            scope.Limit.Limit,
            scope.Limit.IsOfKeys ? "" : scope.Name.ToString(),
            rate,
            rate is null ? scope.MostRunning : scope.Rates[block.Rate].Slice,
            free == long.MaxValue ? null : time.GetElapsedTime(now, free),
            reason,
            block.Need)
        {
            Waited = time.GetElapsedTime(pass.Arrived, now),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    // Whether anybody had to go on to another line, which may be as well served now.
    private bool ServeLine(ScopeCounters scope, long now, out HashSet<ScopeCounters> moved)
    {
        moved = [];
        while (scope.Line?.First is { } waiter)
        {
            var block = Admission.TryTake(waiter.Pass, now, scope);
            if (block.Scope is null)
            {
                Take(waiter, served: true);
                Admission.Stand(waiter.Pass, now, time);
                waiter.TrySetResult(null);
            }
            else if (block.Scope == scope)
            {
                if (block.IsTooMuch)
                {
                    // The limit was lowered meanwhile.
                    Refuse(waiter, block, now, RefusalReason.TooMuch);
                    continue;
                }

                var free = block.FreeAt(now);
                Arm(free > now ? Math.Min(free, waiter.Until) : waiter.Until, now);
                break;
            }
            else
            {
                Take(waiter, served: true);
                if (Park(waiter, block, now) is { } refusal)
                {
                    waiter.TrySetResult(refusal);
                }
                else
                {
                    moved.Add(block.Scope);
                }
            }
        }

        return moved.Count > 0;
    }

    private void Refuse(Waiter waiter, in LimitBlock block, long now, RefusalReason reason)
    {
        Take(waiter, served: false);
        waiter.TrySetResult(Refusal(waiter.Pass, block, now, reason));
    }

    private void Take(Waiter waiter, bool served)
    {
        var scope = waiter.At!;
        scope.Line!.Remove(waiter, served);
        waiter.At = null;
        if (!scope.HasWaiting)
        {
            _lines.Remove(scope);
        }
    }

    private void Tick()
    {
        lock (gate)
        {
            _due = long.MaxValue;
            var now = time.GetTimestamp();
            ServeAll(now);
            foreach (var waiter in _lines.SelectMany(scope => scope.Line!.All).Where(waiter => now >= waiter.Until).ToArray())
            {
                if (waiter.At is not { } scope)
                {
                    continue;
                }

                var block = Admission.TryTake(waiter.Pass, now, scope);
                if (block.Scope is null)
                {
                    // Others before it could not go, for what it does not need.
                    Take(waiter, served: true);
                    Admission.Stand(waiter.Pass, now, time);
                    waiter.TrySetResult(null);
                }
                else
                {
                    Refuse(waiter, block, now, RefusalReason.Full);
                    Serve(scope, now);
                }
            }

            if (_lines.Count > 0)
            {
                Arm(_lines.SelectMany(scope => scope.Line!.All).Min(waiter => waiter.Until), now);
            }
        }
    }

    private void Arm(long at, long now)
    {
        if (at >= _due)
        {
            return;
        }

        _due = at;

        // A timer that counts whole milliseconds must not fire before it is time.
        var wait = TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(time.GetElapsedTime(now, at).TotalMilliseconds)));
        _timer ??= time.CreateTimer(static room => ((WaitingRoom)room!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private long Units(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
