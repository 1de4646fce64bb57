using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Receive;

/// <summary>Reads the body, bounded, now that the caller is known, and scans it for the governed members.</summary>
public sealed class ReceiveStage : Stage
{
    /// <inheritdoc/>
    public override async ValueTask<CallResult> RunAsync(Call call, Next next, CancellationToken ct)
    {
        var (request, error) = await call.Body.ReadAsync(ct);
        if (request is null)
        {
            return CallResult.Fail(error!);
        }

        var state = call.State;
        state.Request = request;
        state.RequestedModel ??= request.Model;
        state.Streaming = request.Stream;
        state.RequestBytes = request.Body.Length;
        return await next(call, ct);
    }
}
