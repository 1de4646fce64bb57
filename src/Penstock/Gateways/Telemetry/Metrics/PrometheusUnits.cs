namespace Penstock.Gateways.Telemetry.Metrics;

/// <summary>UCUM units as Prometheus words (OpenTelemetry, "Prometheus and OpenMetrics compatibility", "Metric Metadata").</summary>
internal static class PrometheusUnits
{
    /// <summary>The suffix for a unit, without a leading underscore; empty where there is none.</summary>
    /// <param name="unit">UCUM, e.g. <c>s</c>, <c>By/s</c>, <c>{token}</c>.</param>
    /// <param name="gauge">A unit of <c>1</c> is a ratio only on gauges.</param>
    public static string Suffix(string? unit, bool gauge)
    {
        var bare = WithoutAnnotations(unit);
        if (bare.Length == 0) return "";
        if (bare == "1") return gauge ? "ratio" : "";
        var slash = bare.IndexOf('/');
        if (slash < 0) return Word(bare);
        var over = Word(bare[..slash]);
        var per = Per(bare[(slash + 1)..]);
        // "{call}/s" loses its annotation: what is left is "per_second".
        return per.Length == 0 ? over : over.Length == 0 ? "per_" + per : over + "_per_" + per;
    }

    private static string WithoutAnnotations(string? unit)
    {
        if (string.IsNullOrEmpty(unit)) return "";
        while (unit.IndexOf('{') is var open and >= 0 && unit.IndexOf('}', open) is var close and >= 0)
        {
            unit = unit.Remove(open, close - open + 1);
        }

        return unit.Trim();
    }

    private static string Word(string unit) => unit switch
    {
        "d" => "days", "h" => "hours", "min" => "minutes", "s" => "seconds",
        "ms" => "milliseconds", "us" => "microseconds", "ns" => "nanoseconds",
        "By" => "bytes", "KiBy" => "kibibytes", "MiBy" => "mebibytes", "GiBy" => "gibibytes", "TiBy" => "tibibytes",
        "KBy" => "kilobytes", "MBy" => "megabytes", "GBy" => "gigabytes", "TBy" => "terabytes",
        "m" => "meters", "V" => "volts", "A" => "amperes", "J" => "joules", "W" => "watts", "g" => "grams",
        "Cel" => "celsius", "Hz" => "hertz", "%" => "percent",
        _ => unit,
    };

    private static string Per(string unit) => unit switch
    {
        "s" => "second", "m" or "min" => "minute", "h" => "hour", "d" => "day", "w" => "week", "mo" => "month", "y" => "year",
        _ => unit,
    };
}
