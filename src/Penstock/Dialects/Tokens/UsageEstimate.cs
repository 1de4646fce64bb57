using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Tokens;

/// <summary>Fills in the usage of a call whose provider told none, and marks it as estimated.</summary>
internal static class UsageEstimate
{
    /// <summary>Of a complete answer: from the canonical input and output.</summary>
    public static void Of(Call call, Target target, Answer answer)
    {
        if (call.State.Usage is not null || !Counts(call.Head.Capability))
        {
            return;
        }

        Set(call, target.UpstreamModel, answer.Output switch
        {
            ChatOutput chat => TokenCounter.Count(target.UpstreamModel, chat),
            null => TokenCounter.OfBytes(answer.Raw.Length),
            _ => 0,
        });
    }

    /// <summary>Of a stream, whole or cut: from the canonical input, and the events that flowed, each taken for a token: the text of a stream of the client's own dialect is never looked at.</summary>
    public static void Of(Call call, long output)
    {
        if (call.State is { Usage: null, Target: { } target } && Counts(call.Head.Capability))
        {
            Set(call, target.UpstreamModel, output);
        }
    }

    /// <summary>
    /// Of a stream that was cut behind the last usage it told (Anthropic tells the input first and the output last): what was shown since is added, a token
    /// for each event, or for every four bytes of text where those are more.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="events">The events that flowed since.</param>
    /// <param name="bytes">The bytes of text in them.</param>
    public static void Add(Call call, long events, long bytes)
    {
        if (call.State is { Usage: { } told, UsageEstimated: false } && Math.Max(events, TokenCounter.OfBytes(bytes)) is > 0 and var tokens)
        {
            call.State.Usage = told with { Output = told.Output + tokens };
            call.State.UsageEstimated = true;
        }
    }

    private static bool Counts(Capability capability) => capability is Capability.Chat or Capability.Completions or Capability.Embeddings;

    private static void Set(Call call, string model, long output)
    {
        var request = call.State.Request!;
        var input = request.ReadInput(call.State.Model!).Input switch
        {
            ChatInput chat => TokenCounter.Count(model, chat),
            EmbeddingInput embedding => TokenCounter.Count(model, embedding),
            _ => TokenCounter.OfBytes(request.Body.Length),
        };
        call.State.Usage = new TokenUsage { Input = input, Output = output };
        call.State.UsageEstimated = true;
    }
}
