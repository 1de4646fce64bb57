using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Cohere;

/// <summary>Writes the answer of <c>POST /v2/chat</c>, which has one choice and does not name its model.</summary>
internal static class ChatAnswerWriter
{
    /// <summary>Writes an answer.</summary>
    /// <returns>What could not be carried.</returns>
    public static Losses Write(Utf8JsonWriter writer, ChatOutput output, string callId)
    {
        var lost = new Losses();
        writer.WriteStartObject();
        writer.WriteString("id", output.Id ?? callId);
        if (output.Choices is [var choice, ..])
        {
            writer.WritePropertyName("message");
            new MessageWriter(writer, lost).WriteAnswer(choice.Message);
            if (choice.Finish is { } finish)
            {
                var word = FinishWords.Write(finish, choice.StopSequence);
                writer.WriteString("finish_reason", word);
                AnswerLosses.Finish(lost, finish, FinishWords.Read(word).Reason);
            }

            if (choice.StopSequence is not null)
            {
                lost.Add("stop_sequence");
            }

            if (choice.LogProbs?.Content is { } tokens)
            {
                writer.WriteStartArray("logprobs");
                foreach (var token in tokens)
                {
                    LogProbsCodec.Write(writer, token);
                }

                writer.WriteEndArray();
            }

            lost.AddRange(choice.Extensions.Select(member => member.Key));
        }

        if (output.Choices.Count > 1)
        {
            lost.Add("choices");
        }

        if (output.Usage is { } usage)
        {
            UsageCodec.WriteChat(writer, usage);
            AnswerLosses.Usage(lost, usage, cacheWrite: false, reasoning: false);
        }

        writer.WriteRest(CohereDialect.Name, output.Extensions, lost);
        writer.WriteEndObject();
        return lost;
    }
}
