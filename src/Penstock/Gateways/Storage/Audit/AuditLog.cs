using Microsoft.Extensions.Logging;

namespace Penstock.Gateways.Storage.Audit;

/// <summary>What the audit trail says in the log.</summary>
internal static partial class AuditLog
{
    [LoggerMessage(2101, LogLevel.Information, "Audit checkpoint: {Line}")]
    public static partial void Checkpoint(ILogger log, string line);

    [LoggerMessage(2102, LogLevel.Error, "No checkpoint of the audit trail could be taken; the next try is in a minute.")]
    public static partial void NoCheckpoint(ILogger log, Exception fault);

    [LoggerMessage(2103, LogLevel.Warning, "A checkpoint of the audit trail could not be sent to its webhook: {Reason}. The next one will be.")]
    public static partial void NotSent(ILogger log, string reason);

    [LoggerMessage(2104, LogLevel.Information, "Dropped {Count} rows of {Table} whose time was over, from before {Before}.")]
    public static partial void Dropped(ILogger log, long count, string table, DateTimeOffset before);

    [LoggerMessage(2105, LogLevel.Warning, "Rows of {Table} whose time is over could not be dropped; they are tried again in an hour.")]
    public static partial void NotDropped(ILogger log, string table, Exception fault);

    [LoggerMessage(2106, LogLevel.Warning, "The content of {Count} calls was not recorded, since more came than could be written.")]
    public static partial void ContentLost(ILogger log, long count);

    [LoggerMessage(2107, LogLevel.Error, "The content of a call could not be recorded.")]
    public static partial void ContentNotWritten(ILogger log, Exception fault);
}
