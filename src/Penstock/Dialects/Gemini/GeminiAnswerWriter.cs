using System.Globalization;
using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Gemini;

/// <summary>Writes a <c>GenerateContentResponse</c>.</summary>
internal static class GeminiAnswerWriter
{
    /// <summary>Writes an answer.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="output">The answer.</param>
    /// <param name="model">The model's public name.</param>
    /// <param name="id">The id, unless the answer has one of its own.</param>
    /// <returns>What could not be carried.</returns>
    public static Losses Write(Utf8JsonWriter writer, ChatOutput output, string model, string id)
    {
        var lost = new Losses();
        writer.WriteStartObject();
        if (!IsBlocked(output))
        {
            WriteCandidates(writer, output, lost);
        }

        if (output.Usage is { } usage)
        {
            writer.WritePropertyName("usageMetadata");
            GeminiUsage.Write(writer, usage);
            AnswerLosses.Usage(lost, usage, cacheWrite: false, reasoning: true);
        }

        WriteHead(writer, model, output.Created, output.Id ?? id);
        writer.WriteRest(GeminiDialect.Name, output.Extensions, lost);
        writer.WriteEndObject();
        return lost;
    }

    /// <summary>Writes what every answer and every event of a stream says of itself.</summary>
    public static void WriteHead(Utf8JsonWriter writer, string model, DateTimeOffset? created, string id)
    {
        writer.WriteString("modelVersion", model);
        writer.WriteText("createTime", created?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        writer.WriteString("responseId", id);
    }

    private static void WriteCandidates(Utf8JsonWriter writer, ChatOutput output, Losses lost)
    {
        var calls = new CallNames(output.Id);
        writer.WriteStartArray("candidates");
        foreach (var choice in output.Choices)
        {
            writer.WriteStartObject();
            writer.WriteStartObject("content");
            WriteParts(writer, choice.Message, calls, lost);
            writer.WriteString("role", "model");
            writer.WriteEndObject();
            if (choice.Finish is { } finish)
            {
                GeminiFinish.Write(writer, finish, lost);
            }

            writer.WriteNumber("index", choice.Index);
            if (choice.LogProbs is { } logProbs)
            {
                GeminiLogProbs.Write(writer, logProbs, lost);
            }

            if (choice.StopSequence is not null)
            {
                lost.Add("stop_sequence");
            }

            lost.AddRange(choice.Message.Extensions.Select(member => member.Key));
            writer.WriteRest(GeminiDialect.Name, choice.Extensions, lost);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteParts(Utf8JsonWriter writer, Message message, CallNames calls, Losses lost)
    {
        if (message.Parts.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("parts");
        var parts = new GeminiPartWriter(writer, calls, lost, answer: true);
        for (var i = 0; i < message.Parts.Count; i++)
        {
            parts.Write(message.Parts[i], "");
        }

        writer.WriteEndArray();
    }

    // A question that was not answered has no candidates here.
    private static bool IsBlocked(ChatOutput output) =>
        output is { Extensions.Dialect: GeminiDialect.Name, Choices: [{ Finish.Reason: FinishReason.ContentFilter, Message.Parts.Count: 0 }] } && output.Extensions.Find("promptFeedback") is not null;
}
