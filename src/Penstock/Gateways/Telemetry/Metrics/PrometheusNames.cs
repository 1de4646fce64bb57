using System.Text;

namespace Penstock.Gateways.Telemetry.Metrics;

/// <summary>OpenTelemetry names as Prometheus names (OpenTelemetry, "Prometheus and OpenMetrics compatibility").</summary>
internal static class PrometheusNames
{
    /// <summary>
    /// The family name of an instrument: sanitised, with its unit and, for counters, <c>_total</c>. Suffixes that are there
    /// already are not repeated.
    /// </summary>
    public static string Metric(string instrument, string? unit, MetricKind kind)
    {
        var type = MetricKinds.PrometheusType(kind);
        var name = Sanitise(instrument, colons: true);
        if (type == "counter" && name.EndsWith("_total", StringComparison.Ordinal)) name = name[..^"_total".Length];
        var suffix = Sanitise(PrometheusUnits.Suffix(unit, type == "gauge"), colons: false).Trim('_');
        if (suffix.Length > 0 && name != suffix && !name.EndsWith("_" + suffix, StringComparison.Ordinal)) name += "_" + suffix;
        return type == "counter" ? name + "_total" : name;
    }

    /// <summary>A label name: <c>[a-zA-Z_][a-zA-Z0-9_]*</c>.</summary>
    public static string Label(string key) => Sanitise(key, colons: false);

    private static string Sanitise(string text, bool colons)
    {
        var name = new StringBuilder(text.Length + 1);
        foreach (var c in text)
        {
            var valid = char.IsAsciiLetterOrDigit(c) || (colons && c == ':');
            // Names start with no digit, and runs of what is not allowed become one underscore.
            if (name.Length == 0 && char.IsAsciiDigit(c)) name.Append('_');
            if (valid) name.Append(c);
            else if (name.Length == 0 || name[^1] != '_') name.Append('_');
        }

        return name.ToString();
    }
}
