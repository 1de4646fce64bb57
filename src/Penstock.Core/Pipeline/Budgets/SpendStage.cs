using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Budgets;

/// <summary>Meters every attempt of a call that a budget is about: what one has cost is no longer there for the next. It stands within Route.</summary>
public sealed class SpendStage : Stage
{
    /// <inheritdoc/>
    public override ValueTask<CallResult> RunAsync(Call call, Next next, CancellationToken ct) =>
        call.State.Reservation is Reservation reservation ? RunAsync(call, reservation, next, ct) : next(call, ct);

    private async ValueTask<CallResult> RunAsync(Call call, Reservation reservation, Next next, CancellationToken ct)
    {
        if (await reservation.TryAsync(call.State.Target!, ct) is { } refused)
        {
            return CallResult.Fail(refused);
        }

        CallResult result;
        try
        {
            result = await next(call, ct);
        }
        catch
        {
            // Stopped, or a bug: the provider may bill it all the same.
            reservation.Stopped();
            throw;
        }

        switch (result)
        {
            case CallResult.Failed failed:
                reservation.Failed(failed.Error);
                return result;
            case CallResult.Streamed streamed:
                return new CallResult.Streamed(new MeteredFrames(streamed.Frames, reservation));
            default:
                reservation.Answered();
                return result;
        }
    }
}
