namespace Penstock.Tests;

/// <summary>Time that moves only when told; due timers run inside <see cref="Advance"/>, in the order in which they are due.</summary>
internal sealed class ManualTime(DateTimeOffset? start = null) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly DateTimeOffset _start = start ?? new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);
    private readonly List<ManualTimer> _timers = [];

    // Not zero: a timestamp of 0 means "never" in a call's state.
    private long _now = TimeSpan.TicksPerDay;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => _start.AddTicks(GetTimestamp() - TimeSpan.TicksPerDay);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (_lock)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    public void Advance(TimeSpan by)
    {
        var until = GetTimestamp() + by.Ticks;
        while (Next(until) is { } timer)
        {
            Interlocked.Exchange(ref _now, Math.Max(GetTimestamp(), timer.Due));
            timer.Run();
        }

        Interlocked.Exchange(ref _now, until);
    }

    private ManualTimer? Next(long until)
    {
        lock (_lock)
        {
            return _timers.Where(timer => timer.Due <= until).MinBy(timer => timer.Due);
        }
    }

    private sealed class ManualTimer(ManualTime time, Action run) : ITimer
    {
        private readonly Lock _lock = new();
        private TimeSpan _period;

        public long Due { get; private set; } = long.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_lock)
            {
                (Due, _period) = (dueTime < TimeSpan.Zero ? long.MaxValue : time.GetTimestamp() + dueTime.Ticks, period);
            }

            return true;
        }

        public void Run()
        {
            lock (_lock)
            {
                Due = _period > TimeSpan.Zero ? Due + _period.Ticks : long.MaxValue;
            }

            run();
        }

        public void Dispose()
        {
            Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            lock (time._lock)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
