using System.Collections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Penstock.Gateways.Telemetry.Otlp;

/// <summary>
/// The OpenTelemetry SDK's providers over the sources and meters that .NET and Penstock have built in. The SDK itself reads
/// the standard variables (protocol, headers, time-outs, sampler, batch sizes, attributes) from the given environment.
/// </summary>
internal sealed class OtlpProviders : IDisposable
{
    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;

    /// <summary>Starts the providers that are wanted.</summary>
    public OtlpProviders(IDictionary environment, string version, Func<string, string> scrub, bool traces, bool metrics)
    {
        var variables = Variables(environment);
        if (traces)
        {
                // Without this, ASP.NET Core's server spans carry no tags (its default is to leave them to an instrumentation library).
            AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
            _traces = Sdk.CreateTracerProviderBuilder()
                .ConfigureServices(services => services.AddSingleton(variables))
                .ConfigureResource(resource => Describe(resource, version))
                .AddSource("Penstock", "Microsoft.AspNetCore", "System.Net.Http")
                .AddProcessor(new ScrubbedSpans(scrub))
                .AddOtlpExporter()
                .Build();
        }

        if (metrics)
        {
            _metrics = Sdk.CreateMeterProviderBuilder()
                .ConfigureServices(services => services.AddSingleton(variables))
                .ConfigureResource(resource => Describe(resource, version))
                .AddMeter("Penstock", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime")
                .AddOtlpExporter()
                .Build();
        }
    }

    /// <summary>Sends what is left, within the SDK's own limit (5 s a provider), and stops.</summary>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    // The defaults first: OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES overrule them.
    private static void Describe(ResourceBuilder resource, string version) => resource
        .Clear()
        .AddService("penstock", serviceVersion: version, autoGenerateServiceInstanceId: true)
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();

    private static IConfiguration Variables(IDictionary environment) => new ConfigurationBuilder()
        .AddInMemoryCollection(environment.Cast<DictionaryEntry>()
            .Where(static entry => entry.Key is string name && name.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase))
            .Select(static entry => KeyValuePair.Create((string)entry.Key, entry.Value as string)))
        .Build();
}
