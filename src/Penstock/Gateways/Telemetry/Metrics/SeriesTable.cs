using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace Penstock.Gateways.Telemetry.Metrics;

/// <summary>
/// The series of one instrument, found by tag set without locks or allocation. Two levels: an append-only open-addressing
/// table keyed by the tags as given (readers never lock), and behind it, under a lock, the series by rendered labels, so that
/// the same labels in another order are the same series. Both are bounded.
/// </summary>
internal sealed class SeriesTable(Tag[] fixedTags, double[]? bounds, int maxSeries)
{
    private static readonly Tag[] Overflowing = [new("otel.metric.overflow", true)];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, MetricSeries> _byLabels = new(StringComparer.Ordinal);
    private readonly int _maxEntries = checked(maxSeries * 4);
    private Entry?[] _entries = new Entry?[16];
    private int _used;
    private MetricSeries[] _all = [];
    private MetricSeries? _overflow;

    /// <summary>All series, in the order they came.</summary>
    public ReadOnlySpan<MetricSeries> All => Volatile.Read(ref _all);

    /// <summary>The series for a tag set; made when it is new, the overflow series when there are too many.</summary>
    public MetricSeries Find(ReadOnlySpan<Tag> tags)
    {
        var hash = TagHash.Of(tags);
        return Lookup(Volatile.Read(ref _entries), hash, tags) ?? Insert(hash, tags);
    }

    private static MetricSeries? Lookup(Entry?[] entries, int hash, ReadOnlySpan<Tag> tags)
    {
        for (var i = hash; ; i++)
        {
            var entry = Volatile.Read(ref entries[i & (entries.Length - 1)]);
            if (entry is null) return null;
            if (entry.Hash == hash && TagHash.Same(entry.Tags, tags)) return entry.Series;
        }
    }

    private MetricSeries Insert(int hash, ReadOnlySpan<Tag> tags)
    {
        // Full for good: someone varies a tag without end, and that must not cost a lock and a string each time.
        if (Volatile.Read(ref _used) >= _maxEntries && Volatile.Read(ref _overflow) is { } full) return full;
        lock (_gate)
        {
            if (Lookup(_entries, hash, tags) is { } raced) return raced;
            var series = _used >= _maxEntries ? Overflow() : ByLabels(tags);
            if (_used < _maxEntries) Append(new Entry(hash, tags.ToArray(), series));
            return series;
        }
    }

    private MetricSeries ByLabels(ReadOnlySpan<Tag> tags)
    {
        var labels = PrometheusLabels.Render(tags, fixedTags);
        if (_byLabels.TryGetValue(labels, out var known)) return known;
        if (_byLabels.Count >= maxSeries) return Overflow();
        var series = Add(labels);
        _byLabels.Add(labels, series);
        return series;
    }

    private MetricSeries Overflow() => _overflow ??= Add(PrometheusLabels.Render(Overflowing, fixedTags));

    private MetricSeries Add(string labels)
    {
        var series = new MetricSeries(System.Text.Encoding.UTF8.GetBytes(labels), bounds);
        Volatile.Write(ref _all, [.. _all, series]);
        return series;
    }

    private void Append(Entry entry)
    {
        var entries = _entries;
        if (_used * 2 >= entries.Length)
        {
            // Readers keep the old array until the new one is complete; a miss only sends them to the lock.
            entries = new Entry?[entries.Length * 2];
            foreach (var old in _entries) if (old is not null) Place(entries, old);
        }

        Place(entries, entry);
        Volatile.Write(ref _entries, entries);
        Volatile.Write(ref _used, _used + 1);
    }

    private static void Place(Entry?[] entries, Entry entry)
    {
        var i = entry.Hash;
        while (entries[i & (entries.Length - 1)] is not null) i++;
        Volatile.Write(ref entries[i & (entries.Length - 1)], entry);
    }

    private sealed record Entry(int Hash, Tag[] Tags, MetricSeries Series);
}
