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
        "refusal" => new Finish(FinishReason.Refusal, word),
        _ => new Finish(FinishReason.Other, word),
    };

    /// <summary>Writes the dialect's usual word, so that SDKs with a closed enumeration read it; an unknown reason keeps its word.</summary>
    public static string Write(Finish finish) => finish.Reason switch
    {
        FinishReason.Length => "length",
        FinishReason.ToolCalls => "tool_calls",
        // DIALECT: OpenAI tells a refusal in the message and ends it with stop.
        FinishReason.Stop or FinishReason.Refusal => "stop",
        FinishReason.ContentFilter => "content_filter",
        FinishReason.Error => "error",
        _ => finish.Word ?? "stop",
    };
}
