using Microsoft.Extensions.Logging;

namespace Penstock.Gateways.Repository;

/// <summary>What is logged of models coming and going.</summary>
internal static partial class RepositoryLog
{
    [LoggerMessage(1, LogLevel.Information, "The model {Model} serves{Version} after {Milliseconds} ms.")]
    public static partial void Loaded(ILogger log, string model, string version, long milliseconds);

    [LoggerMessage(2, LogLevel.Error, "The model {Model} was refused{Version}; {Serving}: {Reason}")]
    public static partial void Refused(ILogger log, string model, string version, string serving, string reason);

    [LoggerMessage(3, LogLevel.Information, "The model {Model} no longer serves{Version}.")]
    public static partial void Gone(ILogger log, string model, string version);

    [LoggerMessage(4, LogLevel.Warning, "{Path}: {Problem}")]
    public static partial void Odd(ILogger log, string path, string problem);

    [LoggerMessage(5, LogLevel.Information, "Audit: the model {Model} was changed by {Action}; its default version is {Version}.")]
    public static partial void Changed(ILogger log, string model, string action, string version);

    [LoggerMessage(6, LogLevel.Error, "The models' files could not be looked at.")]
    public static partial void LookFailed(ILogger log, Exception exception);

    [LoggerMessage(7, LogLevel.Warning, "The model {Model} is not here yet: {Reason} It is tried again in {Seconds} s.")]
    public static partial void NotFetched(ILogger log, string model, string reason, double seconds);
}
