using Microsoft.Extensions.Logging;

namespace Penstock.Gateways.Notices;

/// <summary>What notices say in the log.</summary>
internal static partial class NoticeLog
{
    [LoggerMessage(2201, LogLevel.Warning, "The budget '{Budget}' ({Scope}) has reached {Threshold} %: {Spent} of {Amount} {Currency} are spent in this window.")]
    public static partial void Reached(ILogger log, string budget, string scope, int threshold, string spent, string amount, string currency);

    [LoggerMessage(2202, LogLevel.Error, "The webhook of the budget '{Budget}' was not told of {Threshold} % after {Tries} tries: {Reason}.")]
    public static partial void GivenUp(ILogger log, string budget, int threshold, int tries, string reason);

    [LoggerMessage(2203, LogLevel.Error, "A notice of the budget '{Budget}' ({Threshold} %) was dropped, since more wait for webhooks than are kept.")]
    public static partial void Dropped(ILogger log, string budget, int threshold);
}
