using Microsoft.Extensions.Logging;

namespace Penstock.Gateways.Telemetry.Logs;

/// <summary>What the log itself has to say.</summary>
internal static partial class LogMessages
{
    /// <summary>The last words of a process that dies of an exception.</summary>
    [LoggerMessage(Level = LogLevel.Critical, EventName = "unhandled_exception", Message = "The process ends because of an unhandled exception")]
    public static partial void UnhandledException(this ILogger logger, Exception? exception);
}
