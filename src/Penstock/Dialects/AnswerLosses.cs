using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects;

/// <summary>Names what of an answer's end and of its usage a dialect has no word for.</summary>
internal static class AnswerLosses
{
    /// <summary>Names the reason why an answer ended where what is written says another.</summary>
    /// <param name="lost">Takes the name.</param>
    /// <param name="finish">Why it ended; null when not said.</param>
    /// <param name="written">What a reader of the dialect will take it for.</param>
    public static void Finish(Losses lost, Finish? finish, FinishReason written)
    {
        if (finish is { } why && why.Reason != written)
        {
            lost.Add("finish_reason");
        }
    }

    /// <summary>Names the parts of the usage that are there and not written.</summary>
    /// <param name="lost">Takes the names.</param>
    /// <param name="usage">The usage; null when not said.</param>
    /// <param name="cacheWrite">Whether the dialect tells what was written to the prompt cache.</param>
    /// <param name="reasoning">Whether it tells what reasoning took.</param>
    public static void Usage(Losses lost, TokenUsage? usage, bool cacheWrite, bool reasoning)
    {
        if (!cacheWrite && usage is { CacheWriteInput: > 0 })
        {
            lost.Add("usage.cache_write_tokens");
        }

        if (!reasoning && usage is { Reasoning: > 0 })
        {
            lost.Add("usage.reasoning_tokens");
        }
    }
}
