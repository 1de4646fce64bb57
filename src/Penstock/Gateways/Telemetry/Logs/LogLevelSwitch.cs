using Microsoft.Extensions.Logging;

namespace Penstock.Gateways.Telemetry.Logs;

/// <summary>The least level that is logged; asked at every record, so a change works at once.</summary>
internal sealed class LogLevelSwitch
{
    private volatile int _minimum = (int)LogLevel.Information;

    /// <summary>The least level. <see cref="LogLevel.None"/> turns logging off.</summary>
    public LogLevel Minimum
    {
        get => (LogLevel)_minimum;
        set => _minimum = (int)value;
    }

    /// <summary>
    /// Whether a record is wanted. The framework's categories (<c>Microsoft.*</c>, <c>System.*</c>) start at warning, unless
    /// someone is debugging: the console is quiet by default.
    /// </summary>
    public bool Wants(LogLevel level, bool framework)
    {
        var minimum = Minimum;
        if (framework && minimum == LogLevel.Information) minimum = LogLevel.Warning;
        return level >= minimum && level != LogLevel.None && minimum != LogLevel.None;
    }
}
