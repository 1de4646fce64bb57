using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Bedrock;

/// <summary>Writes the answer of <c>converse</c>.</summary>
internal static class ConverseAnswerWriter
{
    /// <summary>Writes an answer.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="output">The answer.</param>
    /// <param name="latency">How long it took, which every answer tells unless it has come with it.</param>
    /// <returns>What could not be carried.</returns>
    public static Losses Write(Utf8JsonWriter writer, ChatOutput output, TimeSpan latency)
    {
        var lost = new Losses();
        var choice = output.Choices.Count > 0 ? output.Choices[0] : null;
        if (output.Choices.Count > 1)
        {
            lost.Add("choices");
        }

        writer.WriteStartObject();
        writer.WriteStartObject("output");
        writer.WriteStartObject("message");
        writer.WriteString("role", "assistant");
        writer.WriteStartArray("content");
        var blocks = new BlockWriter(writer, lost);
        foreach (var part in choice?.Message.Parts ?? [])
        {
            blocks.Write(part, "answer");
        }

        writer.WriteEndArray();
        if (choice is not null)
        {
            writer.WriteRest(BedrockDialect.Name, choice.Message.Extensions, lost);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        var stopReason = StopWords.Write(choice?.Finish, choice?.StopSequence);
        writer.WriteString("stopReason", stopReason);
        AnswerLosses.Finish(lost, choice?.Finish, StopWords.Read(stopReason).Reason);
        AnswerLosses.Usage(lost, output.Usage, cacheWrite: true, reasoning: false);
        UsageCodec.Write(writer, output.Usage ?? default, inside => inside.WriteRest(BedrockDialect.Name, output.Extensions, "usage"));
        var own = output.Extensions.Dialect == BedrockDialect.Name;
        if (!own || output.Extensions.Find("metrics") is null)
        {
            writer.WriteStartObject("metrics");
            writer.WriteNumber("latencyMs", (long)latency.TotalMilliseconds);
            writer.WriteEndObject();
        }

        if (choice?.StopSequence is { } stop && !(own && output.Extensions.Find("additionalModelResponseFields") is not null))
        {
            // As Anthropic's models tell it where that is asked for.
            writer.WriteStartObject("additionalModelResponseFields");
            writer.WriteString("stop_sequence", stop);
            writer.WriteEndObject();
        }

        if (choice?.LogProbs is not null)
        {
            lost.Add("logprobs");
        }

        writer.WriteRest(BedrockDialect.Name, output.Extensions, lost);
        writer.WriteEndObject();
        return lost;
    }
}
