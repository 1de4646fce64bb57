using System.Buffers;
using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using System.Text;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace Penstock.Gateways.Telemetry.Metrics;

/// <summary>
/// Keeps the running numbers of the chosen meters and writes them as Prometheus text. Recording is lock-free; scrapes are
/// one at a time. Counts from when it was made, until it is disposed.
/// </summary>
internal sealed class PrometheusExporter : IDisposable
{
    /// <summary>The media type of what is written.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly PrometheusExporterOptions _options;
    private readonly HashSet<string> _meters;
    private readonly MeterListener _listener = new();
    private readonly Lock _families = new();
    private readonly Lock _scraping = new();
    private readonly SortedDictionary<string, List<(string Meter, MetricFamily Family)>> _byName = new(StringComparer.Ordinal);
    private int _scrape;

    /// <summary>Subscribes to the meters, those that exist and those to come.</summary>
    public PrometheusExporter(PrometheusExporterOptions options)
    {
        _options = options;
        _meters = new HashSet<string>(options.Meters, StringComparer.Ordinal);
        _listener.InstrumentPublished = Subscribe;
        _listener.SetMeasurementEventCallback<byte>(static (_, v, tags, state) => ((Subscription)state!).Record(v, tags));
        _listener.SetMeasurementEventCallback<short>(static (_, v, tags, state) => ((Subscription)state!).Record(v, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, v, tags, state) => ((Subscription)state!).Record(v, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, v, tags, state) => ((Subscription)state!).Record(v, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, v, tags, state) => ((Subscription)state!).Record(v, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, v, tags, state) => ((Subscription)state!).Record(v, tags));
        _listener.SetMeasurementEventCallback<decimal>(static (_, v, tags, state) => ((Subscription)state!).Record((double)v, tags));
        _listener.Start();
    }

    /// <summary>Everything as text.</summary>
    public override string ToString()
    {
        var text = new ArrayBufferWriter<byte>(16 * 1024);
        Scrape(text);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    /// <summary>Writes everything and flushes; does not complete the writer.</summary>
    public async ValueTask WriteAsync(PipeWriter output, CancellationToken ct)
    {
        Scrape(output);
        await output.FlushAsync(ct);
    }

    /// <summary>Ends the subscription.</summary>
    public void Dispose() => _listener.Dispose();

    private void Scrape(IBufferWriter<byte> output)
    {
        // Text is made under the lock, and sent without: a slow client does not hold up the next scrape.
        lock (_scraping)
        {
            Volatile.Write(ref _scrape, _scrape + 1);
            try
            {
                _listener.RecordObservableInstruments();
            }
            catch (AggregateException)
            {
                // Somebody's observable callback failed. The rest has been recorded, and a scrape should show it.
            }

            MetricFamily[] families;
            lock (_families) families = [.. _byName.Values.SelectMany(static same => same).Select(static pair => pair.Family)];
            var text = new PrometheusText(output);
            string? before = null;
            foreach (var family in families)
            {
                if (text.Write(family, _scrape, header: family.Name != before)) before = family.Name;
            }
        }
    }

    private void Subscribe(Instrument instrument, MeterListener listener)
    {
        var meter = instrument.Meter;
        if (!_meters.Contains(meter.Name)) return;
        if (_options.Scope is { } scope && meter.Scope is { } made && !ReferenceEquals(scope, made)) return;
        if (MetricKinds.Of(instrument) is not { } kind || Family(instrument, kind) is not { } family) return;
        listener.EnableMeasurementEvents(instrument, new Subscription(this, family));
    }

    private MetricFamily? Family(Instrument instrument, MetricKind kind)
    {
        var name = PrometheusNames.Metric(instrument.Name, instrument.Unit, kind);
        lock (_families)
        {
            if (!_byName.TryGetValue(name, out var same)) _byName.Add(name, same = []);
            foreach (var (meter, known) in same)
            {
                // One name has one type in Prometheus: the first instrument keeps it, others of another kind are left out.
                if (known.Kind != kind) return null;
                if (meter == instrument.Meter.Name) return known;
            }

            Tag[] tags = [.. instrument.Tags ?? []];
            // The same name in a second meter would make two series of one identity: the later one says where it is from.
            if (same.Count > 0) tags = [.. tags, new Tag("otel.scope.name", instrument.Meter.Name)];
            var bounds = kind == MetricKind.Histogram ? HistogramBuckets.For(instrument) : null;
            var family = new MetricFamily(name, instrument.Description, kind, bounds, tags, _options.MaxSeriesPerInstrument);
            same.Add((instrument.Meter.Name, family));
            return family;
        }
    }

    private sealed class Subscription(PrometheusExporter exporter, MetricFamily family)
    {
        public void Record(double value, ReadOnlySpan<Tag> tags) => family.Record(value, tags, Volatile.Read(ref exporter._scrape));
    }
}
