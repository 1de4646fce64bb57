using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Invoke;

/// <summary>Calls the engine of the target that Route chose. It is the innermost stage.</summary>
public sealed class InvokeStage : Stage
{
    /// <inheritdoc/>
    public override ValueTask<CallResult> RunAsync(Call call, Next next, CancellationToken ct)
    {
        var state = call.State;
        var target = state.Target ?? throw new InvalidOperationException("Route chooses a target before Invoke runs.");
        if (state.EngineStarted == 0)
        {
            state.EngineStarted = call.Time.GetTimestamp();
        }

        return target.Engine.InvokeAsync(call, target, ct);
    }
}
