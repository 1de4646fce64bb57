using System.Text.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.OpenAi;

/// <summary>The words of <c>finish_reason</c>.</summary>
internal static class FinishWords
{
    /// <summary>Reads a word.</summary>
    public static Finish Read(string word) => word switch
    {
        "stop" => new Finish(FinishReason.Stop),
        "length" => new Finish(FinishReason.Length),
        "tool_calls" => new Finish(FinishReason.ToolCalls),
        "content_filter" => new Finish(FinishReason.ContentFilter),
        // DIALECT: OpenRouter, when the provider behind it failed in mid-answer.
        "error" => new Finish(FinishReason.Error),
        // DIALECT: the word of the legacy `functions`.
        "function_call" => new Finish(FinishReason.ToolCalls, word),
        // DIALECT: Together says eos for the end-of-sequence token; old text-generation-inference eos_token and stop_sequence.
        "eos" or "eos_token" or "stop_sequence" or "end_turn" => new Finish(FinishReason.Stop, word),
        // DIALECT: Mistral, when the context is full; others as Anthropic says it.
        "model_length" or "max_tokens" => new Finish(FinishReason.Length, word),
        // DIALECT: DeepSeek, when its inference system broke an answer off.
        "insufficient_system_resource" => new Finish(FinishReason.Error, word),
        "refusal" => new Finish(FinishReason.Refusal, word),
        _ => new Finish(FinishReason.Other, word),
    };

    /// <summary>
    /// Writes a word of the dialect's own list, which SDKs with a closed enumeration read (OpenAI .NET raises on any other). An answer that the
    /// provider broke off is not one that stopped by itself: it ends as one that ran out of room.
    /// </summary>
    /// <param name="finish">Why it ended.</param>
    /// <param name="refused">Whether the message has a refusal in words.</param>
    public static string Write(Finish finish, bool refused) => finish.Reason switch
    {
        FinishReason.Length or FinishReason.Error => "length",
        FinishReason.ToolCalls => "tool_calls",
        FinishReason.ContentFilter => "content_filter",
        // DIALECT: OpenAI tells a refusal in the message and ends it with stop; without words it was a filter.
        FinishReason.Refusal when !refused => "content_filter",
        _ => "stop",
    };

    /// <summary>Whether a word, the value the reader stands on, is of the dialect's own list.</summary>
    public static bool IsKnown(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("stop"u8) || reader.ValueTextEquals("tool_calls"u8) || reader.ValueTextEquals("length"u8)
        || reader.ValueTextEquals("content_filter"u8) || reader.ValueTextEquals("function_call"u8);
}
