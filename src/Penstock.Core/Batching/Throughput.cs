namespace Penstock.Batching;

/// <summary>How fast entries are dealt with, learnt from the runs so far: what a refused caller is told to wait.</summary>
internal sealed class Throughput
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(1);
    private double _secondsPerEntry = double.NaN;

    /// <summary>A run has dealt with some entries.</summary>
    public void Observe(int entries, TimeSpan took)
    {
        var seconds = took.TotalSeconds / entries;
        _secondsPerEntry = double.IsNaN(_secondsPerEntry) ? seconds : (0.9 * _secondsPerEntry) + (0.1 * seconds);
    }

    /// <summary>How long it takes until so many are dealt with; a second as long as nothing was observed.</summary>
    public TimeSpan Expected(int entries, int atOnce)
    {
        var seconds = double.IsNaN(_secondsPerEntry) ? 1 : entries * _secondsPerEntry / atOnce;
        return TimeSpan.FromSeconds(Math.Clamp(seconds, Least.TotalSeconds, Most.TotalSeconds));
    }
}
