using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Bedrock;

/// <summary>The words of <c>stopReason</c>.</summary>
internal static class StopWords
{
    /// <summary>Reads a word.</summary>
    public static Finish Read(string word) => word switch
    {
        "end_turn" => new Finish(FinishReason.Stop),
        "stop_sequence" => new Finish(FinishReason.Stop, word),
        "max_tokens" => new Finish(FinishReason.Length),
        "model_context_window_exceeded" => new Finish(FinishReason.Length, word),
        "tool_use" => new Finish(FinishReason.ToolCalls),
        "content_filtered" => new Finish(FinishReason.ContentFilter),
        "guardrail_intervened" => new Finish(FinishReason.ContentFilter, word),
        "malformed_model_output" => new Finish(FinishReason.Error),
        "malformed_tool_use" => new Finish(FinishReason.Error, word),
        _ => new Finish(FinishReason.Other, word),
    };

    /// <summary>Writes a word, always one that the dialect has.</summary>
    /// <param name="finish">Why it ended; null when not said.</param>
    /// <param name="stopSequence">The stop sequence it came to; null when it ended otherwise.</param>
    public static string Write(Finish? finish, string? stopSequence) => finish switch
    {
        null => "end_turn",
        { Word: { } word } when Read(word) is { Reason: not FinishReason.Other } own && own.Reason == finish.Value.Reason => word,
        { Reason: FinishReason.Length } => "max_tokens",
        { Reason: FinishReason.ToolCalls } => "tool_use",
        { Reason: FinishReason.ContentFilter or FinishReason.Refusal } => "content_filtered",
        { Reason: FinishReason.Error } => "malformed_model_output",
        _ => stopSequence is null ? "end_turn" : "stop_sequence",
    };
}
