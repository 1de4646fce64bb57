using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Anthropic;

/// <summary>The words of <c>stop_reason</c>.</summary>
internal static class StopReasons
{
    private const string Sequence = "stop_sequence";
    private const string ContextFull = "model_context_window_exceeded";
    private const string Paused = "pause_turn";
    private const string MaxTokens = "max_tokens";

    /// <summary>Reads a word.</summary>
    /// <param name="word">The word.</param>
    /// <param name="sequence">The stop sequence that was told with it.</param>
    public static Finish Read(string word, string? sequence) => word switch
    {
        "end_turn" => new Finish(FinishReason.Stop),
        Sequence => new Finish(FinishReason.Stop, sequence is null ? word : null),
        MaxTokens => new Finish(FinishReason.Length),
        ContextFull => new Finish(FinishReason.Length, word),
        "tool_use" => new Finish(FinishReason.ToolCalls),
        "refusal" => new Finish(FinishReason.Refusal),
        _ => new Finish(FinishReason.Other, word),
    };

    /// <summary>Writes one of the dialect's own words, never another: its SDKs have a closed enumeration.</summary>
    /// <param name="finish">Why it ended.</param>
    /// <param name="sequence">The stop sequence it came to.</param>
    /// <param name="calls">Whether the answer calls tools: then the client must run them, whatever the provider said.</param>
    /// <param name="refused">Whether the model declined in words.</param>
    public static string Write(Finish finish, string? sequence, bool calls, bool refused) => finish.Reason switch
    {
        FinishReason.Stop when calls => "tool_use",
        FinishReason.Stop when refused => "refusal",
        FinishReason.Stop => sequence is not null || finish.Word == Sequence ? Sequence : "end_turn",
        FinishReason.Length => finish.Word == ContextFull ? ContextFull : MaxTokens,
        FinishReason.ToolCalls => "tool_use",
        FinishReason.Refusal or FinishReason.ContentFilter => "refusal",
        // There is no word for a provider that failed in mid-answer; this one says at least that the answer is not whole.
        FinishReason.Error => MaxTokens,
        _ when finish.Word == Paused => Paused,
        _ => calls ? "tool_use" : "end_turn",
    };
}
