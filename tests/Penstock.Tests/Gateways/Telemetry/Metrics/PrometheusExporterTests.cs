using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using System.Text;
using Penstock.Gateways.Telemetry.Metrics;
using Xunit;

namespace Penstock.Tests.Gateways.Telemetry.Metrics;

public sealed class PrometheusExporterTests : IDisposable
{
    private readonly Meter _meter = new("Test." + Guid.NewGuid());
    private readonly PrometheusExporter _exporter;

    public PrometheusExporterTests() =>
        _exporter = new PrometheusExporter(new PrometheusExporterOptions { Meters = [_meter.Name], MaxSeriesPerInstrument = 10 });

    public void Dispose()
    {
        _exporter.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Counts_by_labels_whatever_their_order()
    {
        var calls = _meter.CreateCounter<long>("penstock.calls", "{call}", "Calls that ended.");
        calls.Add(2, new("model", "gpt-4.1"), new("ok", true));
        calls.Add(3, new("ok", true), new("model", "gpt-4.1"));
        calls.Add(5, new("ok", false), new("model", "gpt-4.1"));

        var (types, help, samples) = PrometheusDocument.Parse(_exporter.ToString());
        Assert.Equal("counter", types["penstock_calls_total"]);
        Assert.Equal("Calls that ended.", help["penstock_calls_total"]);
        Assert.Equal(
            ["penstock_calls_total{model=gpt-4.1,ok=true} 5", "penstock_calls_total{model=gpt-4.1,ok=false} 5"],
            samples.Select(s => $"{s.Identity} {s.Value}"));
    }

    [Fact]
    public void Writes_cumulative_buckets_up_to_infinity_with_sum_and_count()
    {
        var duration = _meter.CreateHistogram("gen_ai.client.operation.duration", "s", advice:
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1, 10] });
        foreach (var seconds in (double[])[0.05, 0.1, 0.5, 99]) duration.Record(seconds, new KeyValuePair<string, object?>("a", "b"));

        var (types, _, samples) = PrometheusDocument.Parse(_exporter.ToString());
        Assert.Equal("histogram", types["gen_ai_client_operation_duration_seconds"]);
        Assert.Equal(["0.1", "1", "10", "+Inf"], samples.Take(4).Select(s => s.Labels["le"]));
        Assert.Equal([2, 3, 3, 4], samples.Take(4).Select(s => s.Value));
        Assert.Equal(99.65, samples.Single(s => s.Name.EndsWith("_sum")).Value, 9);
        Assert.Equal(4, samples.Single(s => s.Name.EndsWith("_count")).Value);
        Assert.All(samples, s => Assert.Equal("b", s.Labels["a"]));
    }

    [Fact]
    public void Chooses_buckets_by_unit_where_none_are_advised()
    {
        _meter.CreateHistogram<double>("a", "s").Record(1);
        _meter.CreateHistogram<long>("b", "{token}").Record(1);
        _meter.CreateHistogram<int>("c", advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [7] }).Record(1);

        var (_, _, samples) = PrometheusDocument.Parse(_exporter.ToString());
        string[] Bounds(string name) => [.. samples.Where(s => s.Name == name + "_bucket").Select(s => s.Labels["le"])];
        Assert.Equal("0.01 81.92 +Inf", string.Join(' ', Bounds("a_seconds") is var a ? [a[0], a[^2], a[^1]] : []));
        Assert.Equal("1 67108864 +Inf", string.Join(' ', Bounds("b") is var b ? [b[0], b[^2], b[^1]] : []));
        Assert.Equal(["7", "+Inf"], Bounds("c"));
    }

    [Fact]
    public void Asks_observable_instruments_at_each_scrape_and_forgets_what_they_no_longer_report()
    {
        var queues = new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 };
        _meter.CreateObservableGauge("queue", () => queues.Select(q => new Measurement<int>(q.Value, new KeyValuePair<string, object?>("name", q.Key))));
        var total = 0L;
        _meter.CreateObservableCounter("sent", () => total += 10, "By");
        _meter.CreateObservableGauge("broken", int () => throw new InvalidOperationException("not today"));

        var first = PrometheusDocument.Parse(_exporter.ToString()).Samples;
        queues.Remove("a");
        var second = PrometheusDocument.Parse(_exporter.ToString()).Samples;

        Assert.Equal(["queue{name=a} 1", "queue{name=b} 2", "sent_bytes_total{} 10"], first.Select(s => $"{s.Identity} {s.Value}"));
        Assert.Equal(["queue{name=b} 2", "sent_bytes_total{} 20"], second.Select(s => $"{s.Identity} {s.Value}"));
    }

    [Fact]
    public void Shows_sums_that_may_fall_as_gauges()
    {
        var active = _meter.CreateUpDownCounter<int>("http.server.active_requests", "{request}");
        active.Add(3);
        active.Add(-1);
        _meter.CreateGauge<double>("load", "1").Record(double.PositiveInfinity);

        var (types, _, samples) = PrometheusDocument.Parse(_exporter.ToString());
        Assert.Equal("gauge", types["http_server_active_requests"]);
        Assert.Equal(2, samples.Single(s => s.Name == "http_server_active_requests").Value);
        Assert.Equal(double.PositiveInfinity, samples.Single(s => s.Name == "load_ratio").Value);
    }

    [Fact]
    public void Escapes_whatever_a_label_or_a_description_holds()
    {
        const string nasty = "a\\b\"c\nd{e}=,\u2028é\ud800";
        _meter.CreateCounter<int>("x", description: "line\none \\ two").Add(1, new("k.e-y", nasty), new("none", null), new("le", 1.5));

        var (_, help, samples) = PrometheusDocument.Parse(_exporter.ToString());
        Assert.Equal("line\\none \\\\ two", help["x_total"]);
        Assert.Equal(["k_e_y", "le_"], samples.Single().Labels.Keys);
        Assert.Equal(nasty.Replace('\ud800', '\ufffd'), samples.Single().Labels["k_e_y"]);
    }

    [Fact]
    public void Puts_label_sets_beyond_the_bound_into_one_series_and_loses_no_count()
    {
        // Complaint C15 of gateways.md, section 5: memory that grows with what callers send.
        var calls = _meter.CreateCounter<int>("calls");
        for (var i = 0; i < 1_000; i++) calls.Add(1, new KeyValuePair<string, object?>("user", i));
        for (var i = 0; i < 1_000; i++) calls.Add(1, new KeyValuePair<string, object?>("user", i));

        var samples = PrometheusDocument.Parse(_exporter.ToString()).Samples;
        Assert.Equal(11, samples.Count);
        Assert.Equal(2_000, samples.Sum(s => s.Value));
        Assert.Equal(1_980, samples.Single(s => s.Labels.GetValueOrDefault("otel_metric_overflow") == "true").Value);
    }

    [Fact]
    public void Loses_nothing_when_many_threads_record_at_once()
    {
        var tokens = _meter.CreateHistogram<long>("tokens", "{token}");
        Parallel.For(0, 20_000, i => tokens.Record(i % 7, new("model", (i % 5).ToString()), new("kind", "input")));

        var samples = PrometheusDocument.Parse(_exporter.ToString()).Samples;
        Assert.Equal(20_000, samples.Where(s => s.Name == "tokens_count").Sum(s => s.Value));
        Assert.Equal(Enumerable.Range(0, 20_000).Sum(i => i % 7), samples.Where(s => s.Name == "tokens_sum").Sum(s => s.Value));
        Assert.Equal(5, samples.Count(s => s.Name == "tokens_count"));
    }

    [Fact]
    public void Allocates_nothing_for_a_known_label_set()
    {
        var duration = _meter.CreateHistogram<double>("duration", "s");
        var model = new string("gpt-4.1");
        void Record() => duration.Record(0.3, new("gen_ai.operation.name", "chat"), new("gen_ai.request.model", model), new("server.address", "api"));
        Record();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) Record();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Leaves_other_meters_and_other_hosts_alone()
    {
        using var other = new Meter("Other." + _meter.Name);
        using var elsewhere = new Meter(new MeterOptions(_meter.Name) { Scope = new object() });
        using var scoped = new PrometheusExporter(new PrometheusExporterOptions { Meters = [_meter.Name], Scope = new object() });
        other.CreateCounter<int>("a").Add(1);
        elsewhere.CreateCounter<int>("b").Add(1);
        _meter.CreateCounter<int>("c").Add(1);

        Assert.Equal(["c_total"], PrometheusDocument.Parse(scoped.ToString()).Types.Keys);
        Assert.Equal(["b_total", "c_total"], PrometheusDocument.Parse(_exporter.ToString()).Types.Keys);
    }

    [Fact]
    public void Keeps_identities_apart_when_two_meters_use_one_name()
    {
        using var second = new Meter("Second." + _meter.Name);
        using var both = new PrometheusExporter(new PrometheusExporterOptions { Meters = [_meter.Name, second.Name] });
        _meter.CreateCounter<int>("calls", description: "First.").Add(1);
        second.CreateCounter<int>("calls", description: "Second.").Add(2);
        second.CreateUpDownCounter<int>("calls.total").Add(9);

        var (types, _, samples) = PrometheusDocument.Parse(both.ToString());
        Assert.Equal(["calls_total"], types.Keys);
        Assert.Equal([1, 2], samples.Select(s => s.Value));
        Assert.Equal(second.Name, samples[1].Labels["otel_scope_name"]);
    }

    [Fact]
    public async Task Writes_to_a_pipe_and_leaves_it_open()
    {
        _meter.CreateCounter<int>("calls").Add(1);
        var stream = new MemoryStream();
        var pipe = PipeWriter.Create(stream);
        await _exporter.WriteAsync(pipe, TestContext.Current.CancellationToken);
        Assert.Equal("# TYPE calls_total counter\ncalls_total 1\n", Encoding.UTF8.GetString(stream.ToArray()));
        await pipe.CompleteAsync();
    }

    [Fact]
    public void Reads_the_runtimes_own_meter()
    {
        using var runtime = new PrometheusExporter(new PrometheusExporterOptions { Meters = ["System.Runtime"] });
        var (types, _, samples) = PrometheusDocument.Parse(runtime.ToString());
        Assert.Equal("counter", types["dotnet_process_cpu_time_seconds_total"]);
        Assert.Equal("gauge", types["dotnet_process_memory_working_set_bytes"]);
        Assert.True(samples.Single(s => s.Name == "dotnet_process_memory_working_set_bytes").Value > 1e6);
    }
}
