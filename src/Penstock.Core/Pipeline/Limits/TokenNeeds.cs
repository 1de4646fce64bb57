using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Limits;

/// <summary>Finds how many tokens a call may use at most, at any of the targets it may run at.</summary>
public static class TokenNeeds
{
    /// <summary>The need of a call that was read and may run; none of what is not counted in tokens.</summary>
    public static TokenNeed Of(Call call)
    {
        var state = call.State;
        if (state.Request is not { } request
            || call.Head.Capability is not (Capability.Chat or Capability.Completions or Capability.Embeddings or Capability.Rerank or Capability.Moderations))
        {
            return TokenNeed.None;
        }

        long input = 0, output = 0;
        foreach (var target in state.AllowedTargets)
        {
            if (target.Dialect is null)
            {
                // An ONNX file or a function: there are no tokens.
                continue;
            }

            var bound = RequestBound.Of(call, target);
            input = Math.Max(input, bound.Input);
            output = Math.Max(output, bound.Output ?? long.MaxValue);
        }

        return new TokenNeed(input, output, request.OutputCap is not null || output == 0);
    }
}
