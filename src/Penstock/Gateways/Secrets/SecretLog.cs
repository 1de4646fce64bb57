using Microsoft.Extensions.Logging;
using Penstock.Secrets;

namespace Penstock.Gateways.Secrets;

/// <summary>What secrets say in the log: once when one cannot be had, once when it can again.</summary>
internal static partial class SecretLog
{
    /// <summary>Says it.</summary>
    public static void Tell(ILogger log, SecretReference reference, SecretFault? fault)
    {
        if (fault is null)
        {
            Back(log, reference);
        }
        else
        {
            Missing(log, reference, fault.Kind, fault.Message);
        }
    }

    [LoggerMessage(2101, LogLevel.Error, "{Reference} cannot be had ({Kind}): {Reason}")]
    private static partial void Missing(ILogger log, SecretReference reference, SecretFaultKind kind, string reason);

    [LoggerMessage(2102, LogLevel.Information, "{Reference} can be had again.")]
    private static partial void Back(ILogger log, SecretReference reference);
}
