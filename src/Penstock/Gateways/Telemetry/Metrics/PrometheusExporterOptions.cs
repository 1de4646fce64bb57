namespace Penstock.Gateways.Telemetry.Metrics;

/// <summary>What a <see cref="PrometheusExporter"/> listens to, and how much it may hold.</summary>
internal sealed record PrometheusExporterOptions
{
    /// <summary>Names of the meters to subscribe to; others are never enabled and cost nothing. The framework's meters of single requests
    /// are left out: they would measure every call a second and a third time.</summary>
    public IReadOnlyList<string> Meters { get; init; } =
    [
        "Penstock",
        "Microsoft.AspNetCore.Server.Kestrel",
        "System.Runtime",
    ];

    /// <summary>
    /// The most label sets one instrument may have. What comes after goes into one series labelled
    /// <c>otel_metric_overflow="true"</c> (OpenTelemetry metrics SDK, "Cardinality limits").
    /// </summary>
    public int MaxSeriesPerInstrument { get; init; } = 2_000;

    /// <summary>
    /// The <c>IMeterFactory</c> whose meters are meant. Null takes every meter of the process; otherwise meters that another
    /// factory made are left out (two hosts in one process), those without a factory stay.
    /// </summary>
    public object? Scope { get; init; }
}
