using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Receive;

/// <summary>Reads the body, bounded, now that the caller is known, and scans it for the governed members.</summary>
public sealed class ReceiveStage : Stage
{
    /// <inheritdoc/>
    public override ValueTask<CallResult> RunAsync(Call call, Next next, CancellationToken ct)
    {
        // A small body has come with its head, as a rule: then nothing is awaited here.
        var reading = call.Body.ReadAsync(ct);
        return reading.IsCompletedSuccessfully ? Received(reading.Result, call, next, ct) : WaitAsync(reading, call, next, ct);
    }

    private static async ValueTask<CallResult> WaitAsync(ValueTask<(CallRequest?, CallError?)> reading, Call call, Next next, CancellationToken ct) =>
        await Received(await reading, call, next, ct);

    private static ValueTask<CallResult> Received((CallRequest? Request, CallError? Error) read, Call call, Next next, CancellationToken ct)
    {
        if (read.Request is not { } request)
        {
            return ValueTask.FromResult(CallResult.Fail(read.Error!));
        }

        var state = call.State;
        state.Request = request;
        state.RequestedModel ??= request.Model;
        state.Streaming = request.Stream;
        state.RequestBytes = request.Body.Length;
        return next(call, ct);
    }
}
