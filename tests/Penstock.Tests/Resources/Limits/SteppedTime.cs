namespace Penstock.Tests.Resources.Limits;

/// <summary>A clock that is moved by hand, whose timers are the machine's: for a whole server whose background work must go on.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private static readonly DateTimeOffset s_start = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);
    private long _now = TimeSpan.TicksPerDay;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => s_start.AddTicks(GetTimestamp() - TimeSpan.TicksPerDay);

    public void Step(TimeSpan by) => Interlocked.Add(ref _now, by.Ticks);
}
