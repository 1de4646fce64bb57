using Penstock.Gateways.Telemetry.Metrics;
using Xunit;

namespace Penstock.Tests.Gateways.Telemetry.Metrics;

public sealed class PrometheusNamesTests
{
    [Theory]
    [InlineData("gen_ai.client.token.usage", "{token}", MetricKind.Histogram, "gen_ai_client_token_usage")]
    [InlineData("gen_ai.client.operation.duration", "s", MetricKind.Histogram, "gen_ai_client_operation_duration_seconds")]
    [InlineData("penstock.overhead_seconds", "s", MetricKind.Histogram, "penstock_overhead_seconds")]
    [InlineData("penstock.cost", "{USD}", MetricKind.Counter, "penstock_cost_total")]
    [InlineData("dotnet.gc.heap.total_allocated", "By", MetricKind.ObservableCounter, "dotnet_gc_heap_total_allocated_bytes_total")]
    [InlineData("requests.total", null, MetricKind.Counter, "requests_total")]
    [InlineData("seconds", "s", MetricKind.Gauge, "seconds")]
    [InlineData("utilisation", "1", MetricKind.Gauge, "utilisation_ratio")]
    [InlineData("hits", "1", MetricKind.Counter, "hits_total")]
    [InlineData("throughput", "By/s", MetricKind.Gauge, "throughput_bytes_per_second")]
    [InlineData("rate", "{call}/s", MetricKind.Gauge, "rate_per_second")]
    [InlineData("bits", "By{uncompressed}", MetricKind.Histogram, "bits_bytes")]
    [InlineData("2 odd--näme", null, MetricKind.Gauge, "_2_odd_n_me")]
    internal void Follow_the_specification(string name, string? unit, MetricKind kind, string expected) =>
        Assert.Equal(expected, PrometheusNames.Metric(name, unit, kind));
}
