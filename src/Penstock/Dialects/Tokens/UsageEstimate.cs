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

    /// <summary>
    /// Of a stream: from the canonical input, and what flowed since the usage was last told: a token for each event, or for every four bytes of text where those are more.
    /// Some tell the input first and the output last, so what a cut stream told is not all.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="events">The events since the usage was last told.</param>
    /// <param name="bytes">The bytes of text in them.</param>
    /// <param name="whole">Whether the stream came to its end: then what it told is all.</param>
    public static void OfStream(Call call, long events, long bytes, bool whole)
    {
        var untold = Math.Max(events, TokenCounter.OfBytes(bytes));
        if (!Counts(call.Head.Capability))
        {
            return;
        }

        if (call.State.Usage is not { } told)
        {
            if (call.State.Target is { } target)
            {
                Set(call, target.UpstreamModel, untold);
            }
        }
        else if (!whole && untold > 0)
        {
            call.State.Usage = told with { Output = told.Output + untold };
            call.State.UsageEstimated = true;
        }
    }

    /// <summary>What an attempt took in whose provider told nothing; null for calls whose tokens nobody can count.</summary>
    public static TokenUsage? OfInput(Call call, Target target) => Counts(call.Head.Capability) ? new TokenUsage { Input = Input(call, target.UpstreamModel) } : null;

    private static bool Counts(Capability capability) => capability is Capability.Chat or Capability.Completions or Capability.Embeddings;

    private static void Set(Call call, string model, long output)
    {
        call.State.Usage = new TokenUsage { Input = Input(call, model), Output = output };
        call.State.UsageEstimated = true;
    }

    private static long Input(Call call, string model)
    {
        var request = call.State.Request!;
        return request.ReadInput(call.State.Model!).Input switch
        {
            ChatInput chat => TokenCounter.Count(model, chat),
            EmbeddingInput embedding => TokenCounter.Count(model, embedding),
            _ => TokenCounter.OfBytes(request.Body.Length),
        };
    }
}
