namespace Penstock.Pipeline.Meter;

/// <summary>How often something happened since the server began, and how long it took in all.</summary>
/// <param name="Count">How often.</param>
/// <param name="Nanoseconds">How long in all, in nanoseconds.</param>
public readonly record struct Tally(long Count, long Nanoseconds)
{
    /// <summary>One more that took so long.</summary>
    internal Tally Plus(TimeSpan time) => new(Count + 1, Nanoseconds + (time.Ticks * TimeSpan.NanosecondsPerTick));
}
