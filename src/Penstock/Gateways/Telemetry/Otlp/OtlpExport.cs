using System.Collections;
using System.Runtime.CompilerServices;

namespace Penstock.Gateways.Telemetry.Otlp;

/// <summary>
/// Sends traces and metrics by OTLP when the environment asks for it. Without
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> (or its traces/metrics form) nothing of OpenTelemetry is even loaded.
/// </summary>
internal static class OtlpExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>
    /// Starts exporting. Call it before the web host is built: ASP.NET Core reads the switch that puts tags on its server spans
    /// when the host starts.
    /// </summary>
    /// <param name="environment">The environment variables, as <see cref="Environment.GetEnvironmentVariables()"/> gives them.</param>
    /// <param name="version">This build's version, for <c>service.version</c>.</param>
    /// <param name="scrub">Takes secrets out of what spans say.</param>
    /// <returns>Dispose it at the end to flush what is left; null when nothing is to be exported.</returns>
    public static IDisposable? Start(IDictionary environment, string version, Func<string, string> scrub)
    {
        if (IsTrue(environment, "OTEL_SDK_DISABLED")) return null;
        var traces = Wanted(environment, "TRACES");
        var metrics = Wanted(environment, "METRICS");
        return traces || metrics ? Load(environment, version, scrub, traces, metrics) : null;
    }

    // A method of its own: compiling a method loads the assemblies of the types in it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static OtlpProviders Load(IDictionary environment, string version, Func<string, string> scrub, bool traces, bool metrics) =>
        new(environment, version, scrub, traces, metrics);

    private static bool Wanted(IDictionary environment, string signal) =>
        (IsSet(environment, Endpoint) || IsSet(environment, $"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"))
        && !string.Equals(environment[$"OTEL_{signal}_EXPORTER"] as string, "none", StringComparison.OrdinalIgnoreCase);

    private static bool IsSet(IDictionary environment, string name) => !string.IsNullOrWhiteSpace(environment[name] as string);

    private static bool IsTrue(IDictionary environment, string name) =>
        string.Equals(environment[name] as string, "true", StringComparison.OrdinalIgnoreCase);
}
