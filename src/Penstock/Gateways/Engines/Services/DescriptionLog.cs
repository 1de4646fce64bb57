using Microsoft.Extensions.Logging;

namespace Penstock.Gateways.Engines.Services;

/// <summary>What operators are told of servers that describe themselves.</summary>
internal static partial class DescriptionLog
{
    [LoggerMessage(3101, LogLevel.Warning, "There is no description of what runs elsewhere: {Problem}. It is tried again. An earlier one stays in force: {Kept}.")]
    public static partial void Missing(ILogger log, string problem, bool kept);

    [LoggerMessage(3102, LogLevel.Information, "What was missing has come: {What}.")]
    public static partial void Arrived(ILogger log, string what);
}
