using System.Diagnostics.Metrics;

namespace Penstock.Gateways.Telemetry.Metrics;

/// <summary>Reads an instrument's kind, and what the kind is in Prometheus.</summary>
internal static class MetricKinds
{
    /// <summary>The kind of an instrument, or null for one this exporter does not know.</summary>
    public static MetricKind? Of(Instrument instrument)
    {
        var type = instrument.GetType();
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        if (definition == typeof(Counter<>)) return MetricKind.Counter;
        if (definition == typeof(ObservableCounter<>)) return MetricKind.ObservableCounter;
        if (definition == typeof(UpDownCounter<>)) return MetricKind.UpDownCounter;
        if (definition == typeof(ObservableUpDownCounter<>)) return MetricKind.ObservableUpDownCounter;
        if (definition == typeof(Gauge<>)) return MetricKind.Gauge;
        if (definition == typeof(ObservableGauge<>)) return MetricKind.ObservableGauge;
        return definition == typeof(Histogram<>) ? MetricKind.Histogram : null;
    }

    /// <summary>The word of the <c># TYPE</c> line. A sum that may fall is a gauge (OpenTelemetry, "Prometheus compatibility").</summary>
    public static string PrometheusType(MetricKind kind) => kind switch
    {
        MetricKind.Counter or MetricKind.ObservableCounter => "counter",
        MetricKind.Histogram => "histogram",
        _ => "gauge",
    };

    /// <summary>Whether the measurements are totals that only a scrape asks for.</summary>
    public static bool IsObservable(MetricKind kind) =>
        kind is MetricKind.ObservableCounter or MetricKind.ObservableUpDownCounter or MetricKind.ObservableGauge;
}
