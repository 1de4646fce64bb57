using Microsoft.Extensions.Logging;
using Penstock.Domain.Calls;

namespace Penstock.Gateways.Telemetry.Logs;

/// <summary>One line for every call that ended: at info when something went wrong, at debug when nothing did. Never content, never a key.</summary>
internal sealed partial class CallLog(ILogger log) : IEndAction
{
    /// <inheritdoc/>
    public ValueTask OnEndAsync(Call call, CancellationToken ct)
    {
        var state = call.State;
        var level = state.End == CallEnd.Completed ? LogLevel.Debug : state.Error is { Kind: ErrorKind.Internal } ? LogLevel.Error : LogLevel.Information;
        if (log.IsEnabled(level))
        {
            var milliseconds = Math.Round(call.Between(call.Started, state.Ended).TotalMilliseconds, 3);
            Ended(log, level, call.Id, state.End, state.Status, state.Model?.Id ?? "-", state.Target?.Provider ?? "-", milliseconds, state.Error?.Kind.Code() ?? "-", state.Caller?.Key.Id ?? "-");
        }

        return ValueTask.CompletedTask;
    }

    [LoggerMessage(EventId = 1, Message = "Call {CallId} {End} with {Status}: model {Model}, provider {Provider}, {Milliseconds} ms, error {Error}, key {KeyId}")]
    private static partial void Ended(ILogger log, LogLevel level, string callId, CallEnd end, int status, string model, string provider, double milliseconds, string error, string keyId);
}
