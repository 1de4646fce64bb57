using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Penstock.Dialects.Json;

namespace Penstock.Dialects.OpenAi;

/// <summary>Writes a <c>chat.completion</c> object.</summary>
internal static class ChatAnswerWriter
{
    /// <summary>Writes an answer.</summary>
    /// <returns>The names of what could not be carried; empty when all was.</returns>
    public static Losses Write(Utf8JsonWriter writer, ChatOutput output, in AnswerHead head)
    {
        var lost = new Losses();
        writer.WriteStartObject();
        writer.WriteString("id", output.Id ?? head.Id);
        writer.WriteString("object", "chat.completion");
        writer.WriteNumber("created", (output.Created ?? head.Created).ToUnixTimeSeconds());
        writer.WriteString("model", head.Model);
        writer.WriteStartArray("choices");
        foreach (var choice in output.Choices)
        {
            WriteChoice(writer, choice, lost);
        }

        writer.WriteEndArray();
        if (output.Usage is { } usage)
        {
            writer.WritePropertyName("usage");
            UsageWriter.WriteChat(writer, usage);
        }

        writer.WriteRest(OpenAiDialect.Name, output.Extensions, lost);
        writer.WriteEndObject();
        return lost;
    }

    private static void WriteChoice(Utf8JsonWriter writer, ChatChoice choice, Losses lost)
    {
        writer.WriteStartObject();
        writer.WriteNumber("index", choice.Index);
        writer.WritePropertyName("message");
        new MessageWriter(writer, lost).WriteAnswer(choice.Message);
        writer.WritePropertyName("logprobs");
        if (choice.LogProbs is { } logProbs)
        {
            LogProbsCodec.Write(writer, logProbs);
        }
        else
        {
            writer.WriteNullValue();
        }

        var refused = choice.Message.Parts.Any(part => part is RefusalPart);
        var word = choice.Finish is { } finish ? FinishWords.Write(finish, refused) : null;
        writer.WriteString("finish_reason", word);
        if (word is not null && !refused)
        {
            AnswerLosses.Finish(lost, choice.Finish, FinishWords.Read(word).Reason);
        }

        if (choice.StopSequence is not null)
        {
            lost.Add("stop_sequence");
        }

        writer.WriteRest(OpenAiDialect.Name, choice.Extensions, lost);
        writer.WriteEndObject();
    }
}
