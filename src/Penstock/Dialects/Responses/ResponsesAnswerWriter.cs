using System.Text.Json;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Responses;

/// <summary>Writes a <c>response</c> object.</summary>
internal static class ResponsesAnswerWriter
{
    /// <summary>Writes an answer.</summary>
    /// <returns>What could not be carried.</returns>
    public static Losses Write(Utf8JsonWriter writer, ChatOutput output, ResponseHead head)
    {
        var lost = new Losses();
        var choice = output.Choices.Count > 0 ? output.Choices[0] : new ChatChoice(0, new Message(Role.Assistant, []));
        if (output.Choices.Count > 1)
        {
            lost.Add("choices");
        }

        if (choice.LogProbs?.Refusal is { Count: > 0 })
        {
            lost.Add("logprobs.refusal");
        }

        if (choice.StopSequence is not null)
        {
            lost.Add("stop_sequence");
        }

        var refused = choice.Message.Parts.Any(part => part is RefusalPart);
        NameFinish(lost, choice.Finish, refused);
        var items = new OutputItemWriter(writer, lost);
        var parts = choice.Message.Parts.Where(items.IsCarried).ToList();
        Write(writer, head with { Created = output.Created ?? head.Created }, OutputItems.Of(choice.Message with { Parts = parts }, choice.LogProbs, head), Told(choice.Finish, refused), output.Usage, lost);
        return lost;
    }

    /// <summary>Why an answer ended, as far as a response can tell: a refusal without words is a filter's.</summary>
    public static Finish? Told(Finish? finish, bool refused) => finish is { Reason: FinishReason.Refusal } && !refused ? new Finish(FinishReason.ContentFilter) : finish;

    /// <summary>Names a reason that a response does not tell.</summary>
    public static void NameFinish(Losses lost, Finish? finish, bool refused) => AnswerLosses.Finish(lost, finish, finish?.Reason switch
    {
        FinishReason.Refusal => refused ? FinishReason.Refusal : FinishReason.ContentFilter,
        FinishReason.Other => FinishReason.Stop,
        var told => told ?? FinishReason.Stop,
    });

    /// <summary>The word of a status.</summary>
    public static string Status(Finish? finish) => finish?.Reason switch
    {
        FinishReason.Length or FinishReason.ContentFilter => "incomplete",
        FinishReason.Error => "failed",
        _ => "completed",
    };

    /// <summary>Writes a response that has ended.</summary>
    public static void Write(Utf8JsonWriter writer, ResponseHead head, List<OutputItem> output, Finish? finish, TokenUsage? usage, Losses lost)
    {
        var status = Status(finish);
        WriteHead(writer, head, status);
        writer.WriteStartArray("output");
        var items = new OutputItemWriter(writer, lost);
        foreach (var item in output)
        {
            // Only the last is the one that was broken off.
            items.Write(item, status == "completed" || item.Index < output.Count - 1 ? "completed" : "incomplete");
        }

        writer.WriteEndArray();
        writer.WritePropertyName("error");
        if (status == "failed")
        {
            writer.WriteStartObject();
            writer.WriteString("code", "server_error");
            writer.WriteString("message", "The provider failed while it answered.");
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WritePropertyName("incomplete_details");
        if (status == "incomplete")
        {
            writer.WriteStartObject();
            writer.WriteString("reason", finish!.Value.Reason == FinishReason.Length ? "max_output_tokens" : "content_filter");
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WritePropertyName("usage");
        if (usage is { } told)
        {
            UsageWriter.WriteResponse(writer, told);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes a response that begins.</summary>
    public static void WriteBegun(Utf8JsonWriter writer, ResponseHead head)
    {
        WriteHead(writer, head, "in_progress");
        writer.WriteStartArray("output");
        writer.WriteEndArray();
        writer.WriteNull("error");
        writer.WriteNull("incomplete_details");
        writer.WriteNull("usage");
        writer.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter writer, ResponseHead head, string status)
    {
        writer.WriteStartObject();
        writer.WriteString("id", head.Id);
        writer.WriteString("object", "response");
        writer.WriteNumber("created_at", head.Created.ToUnixTimeSeconds());
        writer.WriteString("status", status);
        writer.WriteString("model", head.Model);
        head.Echo.Write(writer);
    }
}
