using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Anthropic;

/// <summary>Writes a <c>message</c> object: the answer to a conversation.</summary>
internal static class MessageWriter
{
    /// <summary>Writes an answer.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="output">The answer; of several choices the first is written.</param>
    /// <param name="id">Its id, unless it has one of its own.</param>
    /// <param name="model">The model's public name.</param>
    /// <returns>What could not be carried.</returns>
    public static Losses Write(Utf8JsonWriter writer, ChatOutput output, string id, string model)
    {
        var lost = new Losses();
        var choice = output.Choices.Count > 0 ? output.Choices[0] : new ChatChoice(0, new Message(Role.Assistant, []));
        Note(output, choice, lost);
        writer.WriteStartObject();
        WriteHead(writer, output.Id ?? id, model);
        writer.WriteStartArray("content");
        new BlockWriter(writer, lost, answer: true).WriteBlocks(choice.Message.Parts, "");
        writer.WriteEndArray();
        writer.WriteString("stop_reason", choice.Finish is { } finish
            ? StopReasons.Write(
                finish,
                choice.StopSequence,
                choice.Message.Parts.Any(part => part is ToolCallPart),
                choice.Message.Parts.Any(part => part is RefusalPart))
            : null);
        writer.WriteString("stop_sequence", choice.StopSequence);
        UsageWriter.Write(writer, output.Usage);
        writer.WriteRest(AnthropicDialect.Name, output.Extensions, lost);
        writer.WriteEndObject();
        return lost;
    }

    /// <summary>Writes the members that an answer and the first event of a stream begin with.</summary>
    public static void WriteHead(Utf8JsonWriter writer, string id, string model)
    {
        writer.WriteString("id", id);
        writer.WriteString("type", "message");
        writer.WriteString("role", "assistant");
        writer.WriteString("model", model);
    }

    /// <summary>Writes the answer of <c>count_tokens</c>; that it was estimated is said beside, where the SDKs do not look.</summary>
    public static void WriteCount(Utf8JsonWriter writer, TokenCountOutput count)
    {
        writer.WriteStartObject();
        writer.WriteNumber("input_tokens", count.Input);
        if (count.Estimated)
        {
            writer.WriteBoolean("estimated", true);
        }

        writer.WriteEndObject();
    }

    private static void Note(ChatOutput output, ChatChoice choice, Losses lost)
    {
        if (output.Choices.Count > 1)
        {
            lost.Add("choices");
        }

        if (choice.LogProbs is not null)
        {
            lost.Add("logprobs");
        }

        lost.AddRange(choice.Extensions.Select(member => member.Key));
        lost.AddRange(choice.Message.Extensions.Select(member => member.Key));
    }
}
