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

        return call.Head.Capability == Capability.CountTokens && target.Capabilities?.Contains(Capability.CountTokens) != true
            ? ValueTask.FromResult(Estimate(call))
            : target.Engine.InvokeAsync(call, target, ct);
    }

    // What can chat can be asked for the number of tokens, though few providers count them.
    private static CallResult Estimate(Call call)
    {
        var (input, error) = call.State.Request!.ReadInput(call.State.Model!);
        return error is not null ? CallResult.Fail(error)
            : input is ChatInput chat ? new CallResult.Unary(new OutputAnswer(new TokenCountOutput(TokenEstimate.Of(chat), Estimated: true)))
            : CallResult.Fail(ErrorKind.InvalidRequest, "There is no conversation whose tokens could be counted.");
    }
}
