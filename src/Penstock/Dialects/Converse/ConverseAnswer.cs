using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Converse;

/// <summary>Writes an answer: one message, why it ended, and the tokens it took.</summary>
internal static class ConverseAnswer
{
    /// <summary>Writes the body.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="output">The answer.</param>
    /// <param name="model">The model's public name.</param>
    /// <param name="id">The id, unless the provider gave one.</param>
    public static Losses Write(Utf8JsonWriter writer, ChatOutput output, string model, string id)
    {
        var lost = new Losses();
        var choice = output.Choices.Count > 0 ? output.Choices[0] : new ChatChoice(0, new Message(Role.Assistant, []));
        if (output.Choices.Count > 1)
        {
            lost.Add("choices");
        }

        writer.WriteStartObject();
        writer.WriteString("id", output.Id ?? id);
        writer.WriteString("model", model);
        writer.WriteStartObject("message");
        writer.WriteString("role", "assistant");
        writer.WriteStartArray("content");
        foreach (var part in choice.Message.Parts)
        {
            if (!ConverseParts.Write(writer, part))
            {
                lost.Add(part is OtherPart other ? $"{other.Dialect}:{other.Type}" : part.GetType().Name);
            }

            if (part is TextPart { Annotations.Count: > 0 })
            {
                lost.Add("annotations");
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteString("finish_reason", FinishWord(choice.Finish));
        writer.WriteString("stop_sequence", choice.StopSequence);
        WriteUsage(writer, output.Usage);
        writer.WriteEndObject();
        return lost;
    }

    /// <summary>Writes the member <c>usage</c>; null where the provider did not say.</summary>
    public static void WriteUsage(Utf8JsonWriter writer, TokenUsage? usage)
    {
        if (usage is not { } tokens)
        {
            writer.WriteNull("usage");
            return;
        }

        writer.WriteStartObject("usage");
        writer.WriteNumber("input_tokens", tokens.Input);
        writer.WriteNumber("cached_input_tokens", tokens.CachedInput);
        writer.WriteNumber("cache_write_input_tokens", tokens.CacheWriteInput);
        writer.WriteNumber("output_tokens", tokens.Output);
        writer.WriteNumber("reasoning_tokens", tokens.Reasoning);
        writer.WriteNumber("total_tokens", tokens.Total);
        writer.WriteEndObject();
    }

    /// <summary>The word for why an answer ended.</summary>
    public static string? FinishWord(Finish? finish) => finish?.Reason switch
    {
        null => null,
        FinishReason.Stop => "stop",
        FinishReason.Length => "length",
        FinishReason.ToolCalls => "tool_calls",
        FinishReason.ContentFilter => "content_filter",
        FinishReason.Refusal => "refusal",
        FinishReason.Error => "error",
        _ => "other",
    };
}
