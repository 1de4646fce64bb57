namespace Penstock.Gateways.Telemetry.Metrics;

/// <summary>How measurements of an instrument become samples.</summary>
internal enum MetricKind
{
    /// <summary>Monotonic, measured as increments.</summary>
    Counter,

    /// <summary>Monotonic, measured as totals at scrape time.</summary>
    ObservableCounter,

    /// <summary>May fall, measured as increments.</summary>
    UpDownCounter,

    /// <summary>May fall, measured as totals at scrape time.</summary>
    ObservableUpDownCounter,

    /// <summary>The last value counts.</summary>
    Gauge,

    /// <summary>The last value counts, measured at scrape time.</summary>
    ObservableGauge,

    /// <summary>A distribution in explicit buckets.</summary>
    Histogram,
}
