using System.Buffers;
using System.Globalization;

namespace Penstock.Gateways.Telemetry.Metrics;

/// <summary>Writes families in the text format 0.0.4 (prometheus.io, "Exposition formats").</summary>
internal sealed class PrometheusText(IBufferWriter<byte> output)
{
    /// <summary>Writes one family; nothing when it has no sample.</summary>
    /// <param name="family">The family.</param>
    /// <param name="scrape">The running scrape: observable series that it did not see are stale and left out.</param>
    /// <param name="header">Whether the HELP and TYPE lines are due: once for all families of one name.</param>
    /// <returns>Whether a sample was written.</returns>
    public bool Write(MetricFamily family, int scrape, bool header)
    {
        var begun = false;
        var observable = MetricKinds.IsObservable(family.Kind);
        foreach (var series in family.Series)
        {
            if (observable && series.Scrape != scrape) continue;
            if (!begun && header) output.Write(family.Header);
            begun = true;
            if (family.Kind == MetricKind.Histogram) Distribution(family, series);
            else Sample(family.NameBytes, ""u8, series.Labels, series.Value);
        }

        return begun;
    }

    private void Distribution(MetricFamily family, MetricSeries series)
    {
        var total = 0L;
        for (var i = 0; i <= family.Bounds.Length; i++)
        {
            total += series.Bucket(i);
            output.Write(family.NameBytes);
            output.Write("_bucket{"u8);
            output.Write(series.Labels);
            output.Write(series.Labels.Length == 0 ? "le=\""u8 : ",le=\""u8);
            Number(i == family.Bounds.Length ? double.PositiveInfinity : family.Bounds[i]);
            output.Write("\"} "u8);
            Number(total);
            output.Write("\n"u8);
        }

        Sample(family.NameBytes, "_sum"u8, series.Labels, series.Value);
        Sample(family.NameBytes, "_count"u8, series.Labels, total);
    }

    private void Sample(ReadOnlySpan<byte> name, ReadOnlySpan<byte> suffix, ReadOnlySpan<byte> labels, double value)
    {
        output.Write(name);
        output.Write(suffix);
        if (labels.Length > 0)
        {
            output.Write("{"u8);
            output.Write(labels);
            output.Write("}"u8);
        }

        output.Write(" "u8);
        Number(value);
        output.Write("\n"u8);
    }

    private void Number(double value)
    {
        if (double.IsNaN(value)) output.Write("NaN"u8);
        else if (double.IsInfinity(value)) output.Write(value > 0 ? "+Inf"u8 : "-Inf"u8);
        else
        {
            // The longest shortest-round-trip double has 24 characters.
            var span = output.GetSpan(32);
            value.TryFormat(span, out var written, default, CultureInfo.InvariantCulture);
            output.Advance(written);
        }
    }
}
