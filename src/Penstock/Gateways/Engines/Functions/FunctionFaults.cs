using Microsoft.Extensions.Logging;
using Penstock.Domain.Calls;

namespace Penstock.Gateways.Engines.Functions;

/// <summary>What the exceptions of the host's own code mean to a caller.</summary>
/// <param name="log">Takes what is the code's own fault.</param>
/// <param name="isGiven">Whether a name is a parameter that callers give.</param>
internal sealed partial class FunctionFaults(ILogger log, Func<string?, bool> isGiven)
{
    /// <summary>The error for an exception; it is logged when it is the code's own fault.</summary>
    internal CallError ErrorOf(Exception exception, string function, string callId)
    {
        switch (exception)
        {
            case ArgumentException argument when isGiven(argument.ParamName):
                return Refused(argument);
            case AfterAnswerFullException full:
                return new CallError(ErrorKind.Unavailable, full.Message + " Send the call again.") { RetryAfter = TimeSpan.FromSeconds(1) };
            case ModelCallException { Error: var inner } when IsForTheCaller(inner.Kind):
                return inner;
            default:
                LogFailed(exception, function, callId);
                return new CallError(ErrorKind.Internal, $"The function '{function}' failed. Its log has the reason under the call's id.");
        }
    }

    // What a model said that the function called, and the function let pass: some of it is the caller's own matter, or is over soon.
    private static bool IsForTheCaller(ErrorKind kind) => kind is ErrorKind.Unauthenticated or ErrorKind.PermissionDenied
        or ErrorKind.RateLimited or ErrorKind.Unavailable or ErrorKind.ProviderUnavailable or ErrorKind.ProviderTimeout;

    private static CallError Refused(ArgumentException e)
    {
        // .NET puts the parameter, and for ranges the value, behind what was written.
        var message = e.Message;
        var tail = message.IndexOf($" (Parameter '{e.ParamName}')", StringComparison.Ordinal);
        message = tail < 0 ? message : message[..tail];
        return new CallError(ErrorKind.InvalidInput, $"The input has a mistake at '{e.ParamName}': {message}")
        {
            Param = e.ParamName,
            Mistakes = [new InputMistake(e.ParamName!, "value_error", message) { Steps = [new PathStep(e.ParamName)] }],
        };
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Error, Message = "The function {Function} failed in call {CallId}.")]
    private partial void LogFailed(Exception exception, string function, string callId);
}
