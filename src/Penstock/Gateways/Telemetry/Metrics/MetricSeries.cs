namespace Penstock.Gateways.Telemetry.Metrics;

/// <summary>
/// The running numbers of one label set. Writers use interlocked operations only; a scrape that runs meanwhile may see a sum
/// that is a measurement ahead of its buckets, which Prometheus tolerates; count and buckets always agree.
/// </summary>
internal sealed class MetricSeries(byte[] labels, double[]? bounds)
{
    private readonly long[]? _counts = bounds is null ? null : new long[bounds.Length + 1];
    private double _value;

    /// <summary><c>key="value",…</c> in UTF-8, escaped, without braces; empty for the series without labels.</summary>
    public byte[] Labels { get; } = labels;

    /// <summary>The scrape that last saw a value of an observable instrument; older ones are stale and not shown.</summary>
    public int Scrape { get; private set; }

    /// <summary>The value of a counter or gauge; the sum of a histogram.</summary>
    public double Value => Volatile.Read(ref _value);

    /// <summary>The count of a bucket (not cumulative); the one after the last bound is <c>+Inf</c>.</summary>
    public long Bucket(int index) => Volatile.Read(ref _counts![index]);

    /// <summary>Adds an increment.</summary>
    public void Add(double amount)
    {
        var seen = Volatile.Read(ref _value);
        while (true)
        {
            var before = Interlocked.CompareExchange(ref _value, seen + amount, seen);
            if (before.Equals(seen)) return;
            seen = before;
        }
    }

    /// <summary>Puts a gauge to a value.</summary>
    public void Set(double value) => Volatile.Write(ref _value, value);

    /// <summary>Puts in a measurement of a distribution.</summary>
    public void Observe(double value)
    {
        // Few buckets, and most measurements fall into the lower ones: a scan beats a binary search.
        var index = 0;
        while (index < bounds!.Length && value > bounds[index]) index++;
        Interlocked.Increment(ref _counts![index]);
        Add(value);
    }

    /// <summary>Takes a total that an observable instrument reports in a scrape.</summary>
    /// <param name="value">The total.</param>
    /// <param name="scrape">The running number of the scrape.</param>
    /// <param name="sum">Whether totals of several instruments of one name add up (sums) or the last one stays (gauges).</param>
    public void Report(double value, int scrape, bool sum)
    {
        if (sum && Scrape == scrape) Add(value);
        else Set(value);
        Scrape = scrape;
    }
}
