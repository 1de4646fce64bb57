using Microsoft.Extensions.Logging;

namespace Penstock.Gateways.Telemetry.Logs;

/// <summary>Levels as words, on the console, in files and in the configuration.</summary>
internal static class LogLevels
{
    /// <summary>The word for a level: trace, debug, info, warning, error, critical, none.</summary>
    public static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        LogLevel.Critical => "critical",
        _ => "none",
    };

    /// <summary>Reads a word, whatever its case; also <c>information</c> and <c>warn</c>.</summary>
    public static bool TryParse(string? word, out LogLevel level)
    {
        (var known, level) = word?.ToLowerInvariant() switch
        {
            "trace" => (true, LogLevel.Trace),
            "debug" => (true, LogLevel.Debug),
            "info" or "information" => (true, LogLevel.Information),
            "warn" or "warning" => (true, LogLevel.Warning),
            "error" => (true, LogLevel.Error),
            "critical" => (true, LogLevel.Critical),
            "none" => (true, LogLevel.None),
            _ => (false, LogLevel.None),
        };
        return known;
    }
}
