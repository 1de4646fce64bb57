using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Invoke;

/// <summary>Calls the engine of the target that Route chose. It is the innermost stage.</summary>
/// <param name="count">How many tokens a conversation has, as far as Penstock can tell, for a model by its name at the provider.</param>
public sealed class InvokeStage(Func<string, ChatInput, long> count) : Stage
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
            ? ValueTask.FromResult(Estimate(call, target.UpstreamModel))
            : target.Engine.InvokeAsync(call, target, ct);
    }

    // What can chat can be asked for the number of tokens, though few providers count them.
    private CallResult Estimate(Call call, string model)
    {
        var (input, error) = call.State.Request!.ReadInput(call.State.Model!);
        return error is not null ? CallResult.Fail(error)
            : input is ChatInput chat ? new CallResult.Unary(new OutputAnswer(new TokenCountOutput(count(model, chat), Estimated: true)))
            : CallResult.Fail(ErrorKind.InvalidRequest, "There is no conversation whose tokens could be counted.");
    }
}
