using System.Collections;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Penstock.Gateways.Telemetry.Otlp;
using Xunit;

namespace Penstock.Tests.Gateways.Telemetry.Otlp;

public sealed class OtlpExportTests
{
    [Fact]
    public async Task Sends_spans_and_metrics_with_their_resource_and_headers_by_the_time_it_is_disposed()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        using var source = new ActivitySource("Penstock");
        using var meter = new Meter("Penstock");
        using (OtlpExport.Start(Environment(receiver), "1.2.3", Same))
        {
            using (var span = source.StartActivity("chat gpt-4.1", ActivityKind.Client)) span!.SetTag("gen_ai.request.model", "gpt-4.1");
            meter.CreateHistogram<double>("gen_ai.client.operation.duration", "s").Record(0.5);
        }

        var traces = receiver.Bodies("/v1/traces");
        Assert.Contains("chat gpt-4.1", traces);
        Assert.Contains("gen_ai.request.model", traces);
        var metrics = receiver.Bodies("/v1/metrics");
        Assert.Contains("gen_ai.client.operation.duration", metrics);
        Assert.Contains("dotnet.process.cpu.time", metrics);
        foreach (var body in (string[])[traces, metrics])
        {
            Assert.Contains("service.name\u0012\n\n\bpenstock", body);
            Assert.Contains("1.2.3", body);
            Assert.Contains("deployment.environment.name", body);
        }

        Assert.All(receiver.Received, r => Assert.Equal("team-a", r.Tenant));
        // The exporter's own requests must not become spans, or each export would cause the next.
        Assert.DoesNotContain("/v1/traces", traces);
    }

    [Fact]
    public async Task Puts_tags_on_server_and_client_spans_but_never_a_key_from_the_query()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        using (OtlpExport.Start(Environment(receiver), "1.2.3", Same))
        {
            Assert.True(AppContext.TryGetSwitch(ServerSpanTags.Switch, out var suppressed) && !suppressed);
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            await using var app = builder.Build();
            app.MapGet("/hello", () => "hello");
            await app.StartAsync(TestContext.Current.CancellationToken);
            using var client = new HttpClient();
            await client.GetStringAsync(app.Urls.Single() + "/hello?key=do-not-send-this", TestContext.Current.CancellationToken);
            await app.StopAsync(TestContext.Current.CancellationToken);
        }

        var traces = receiver.Bodies("/v1/traces");
        Assert.Contains("Microsoft.AspNetCore", traces);
        Assert.Contains("System.Net.Http", traces);
        Assert.Contains("url.path", traces);
        Assert.DoesNotContain("do-not-send-this", traces);
    }

    [Fact]
    public async Task Lets_the_standard_variables_name_the_service_and_turn_a_signal_off()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var environment = Environment(receiver);
        environment["OTEL_SERVICE_NAME"] = "gateway-eu";
        environment["OTEL_TRACES_EXPORTER"] = "none";
        using (OtlpExport.Start(environment, "1.2.3", Same))
        {
        }

        Assert.Contains("gateway-eu", receiver.Bodies("/v1/metrics"));
        Assert.Empty(receiver.Bodies("/v1/traces"));
    }

    [Fact]
    public async Task Does_nothing_when_the_sdk_is_disabled()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var environment = Environment(receiver);
        environment["OTEL_SDK_DISABLED"] = "true";
        Assert.Null(OtlpExport.Start(environment, "1.2.3", Same));
    }

    [Fact]
    public void Loads_nothing_of_OpenTelemetry_without_an_endpoint()
    {
        var isolated = new Isolated();
        var start = isolated.LoadFromAssemblyPath(typeof(OtlpExport).Assembly.Location)
            .GetType(typeof(OtlpExport).FullName!, throwOnError: true)!
            .GetMethod(nameof(OtlpExport.Start), BindingFlags.Public | BindingFlags.Static)!;

        Assert.Null(start.Invoke(null, [new Hashtable { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = " " }, "1.2.3", Same]));
        Assert.DoesNotContain(isolated.Loaded, name => name.StartsWith("OpenTelemetry"));

        using (start.Invoke(null, [new Hashtable { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9", ["OTEL_METRICS_EXPORTER"] = "none" }, "1.2.3", Same]) as IDisposable)
        {
            Assert.Contains("OpenTelemetry", isolated.Loaded);
        }
    }

    [Fact]
    public async Task Sends_spans_without_what_is_to_be_taken_out()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        using var source = new ActivitySource("Penstock");
        using (OtlpExport.Start(Environment(receiver), "1.2.3", static text => text.Replace("hush", "[redacted]", StringComparison.Ordinal)))
        {
            using var span = source.StartActivity("chat gpt-4.1", ActivityKind.Client)!;
            span.SetTag("user_agent.original", "curl hush").SetTag("gen_ai.usage.input_tokens", 3).SetTag("kept", "as it is").SetStatus(ActivityStatusCode.Error, "no hush");
        }

        var traces = receiver.Bodies("/v1/traces");
        Assert.Contains("curl [redacted]", traces);
        Assert.Contains("no [redacted]", traces);
        Assert.Contains("as it is", traces);
        Assert.DoesNotContain("hush", traces);
    }

    private static readonly Func<string, string> Same = static text => text;

    private static Hashtable Environment(OtlpReceiver receiver) => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Url,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-tenant=team-a",
        ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=test",
    };

    /// <summary>A second copy of Penstock in the process, which says what it asked to load.</summary>
    private sealed class Isolated : AssemblyLoadContext
    {
        private readonly string _folder = Path.GetDirectoryName(typeof(OtlpExport).Assembly.Location)!;

        public List<string> Loaded { get; } = [];

        protected override Assembly? Load(AssemblyName name)
        {
            Loaded.Add(name.Name!);
            var path = Path.Combine(_folder, name.Name + ".dll");
            return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
        }
    }
}
