using System.Text;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace Penstock.Gateways.Telemetry.Metrics;

/// <summary>One instrument as Prometheus sees it; instruments of one name, meter and kind share one.</summary>
internal sealed class MetricFamily
{
    private readonly SeriesTable _series;

    /// <summary>Makes a family without series.</summary>
    public MetricFamily(string name, string? help, MetricKind kind, double[]? bounds, Tag[] fixedTags, int maxSeries)
    {
        Name = name;
        Kind = kind;
        Bounds = bounds ?? [];
        NameBytes = Encoding.UTF8.GetBytes(name);
        var header = string.IsNullOrWhiteSpace(help)
            ? ""
            : $"# HELP {name} {help.Trim().Replace(@"\", @"\\").Replace("\r", "").Replace("\n", @"\n")}\n";
        Header = Encoding.UTF8.GetBytes($"{header}# TYPE {name} {MetricKinds.PrometheusType(kind)}\n");
        _series = new SeriesTable(fixedTags, bounds, maxSeries);
    }

    /// <summary>The name in Prometheus.</summary>
    public string Name { get; }

    /// <summary>How measurements are taken in.</summary>
    public MetricKind Kind { get; }

    /// <summary>The finite upper bounds of a histogram; empty otherwise.</summary>
    public double[] Bounds { get; }

    /// <summary><see cref="Name"/> in UTF-8.</summary>
    public byte[] NameBytes { get; }

    /// <summary>The <c># HELP</c> and <c># TYPE</c> lines in UTF-8.</summary>
    public byte[] Header { get; }

    /// <summary>All series so far.</summary>
    public ReadOnlySpan<MetricSeries> Series => _series.All;

    /// <summary>Takes a measurement. On every call's path: no lock, no allocation once the tag set is known.</summary>
    public void Record(double value, ReadOnlySpan<Tag> tags, int scrape)
    {
        // One NaN would make a sum NaN for good.
        if (double.IsNaN(value) && Kind is not (MetricKind.Gauge or MetricKind.ObservableGauge)) return;
        var series = _series.Find(tags);
        switch (Kind)
        {
            case MetricKind.Histogram: series.Observe(value); break;
            case MetricKind.Counter or MetricKind.UpDownCounter: series.Add(value); break;
            case MetricKind.Gauge: series.Set(value); break;
            default: series.Report(value, scrape, sum: Kind != MetricKind.ObservableGauge); break;
        }
    }
}
