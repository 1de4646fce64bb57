using Penstock.Dialects.Json;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Responses;

/// <summary>Reads a <c>response</c> object: one choice, whose message is all of its output.</summary>
internal static class ResponsesAnswerReader
{
    /// <summary>Reads an answer; null when it is none.</summary>
    public static ChatOutput? Read(ReadOnlyMemory<byte> body)
    {
        using var document = WireJson.Parse(body, out _);

        // Mistakes of a provider in what is optional are passed over, so the list is not looked at.
        var mistakes = new Mistakes(ResponsesDialect.Name);
        return document?.RootElement is { ValueKind: System.Text.Json.JsonValueKind.Object } root ? Read(new Members(root, "", mistakes)) : null;
    }

    /// <summary>Why an answer ended, by its status and what is in it; null while it has not.</summary>
    public static Finish? ReadFinish(Members answer, bool calls) => answer.Text("status") switch
    {
        "incomplete" => answer.Object("incomplete_details")?.Text("reason") switch
        {
            "max_output_tokens" => new Finish(FinishReason.Length),
            "content_filter" => new Finish(FinishReason.ContentFilter),
            var reason => new Finish(FinishReason.Other, reason),
        },
        "failed" or "cancelled" => new Finish(FinishReason.Error),
        "queued" or "in_progress" => null,
        _ => new Finish(calls ? FinishReason.ToolCalls : FinishReason.Stop),
    };

    private static ChatOutput? Read(Members answer)
    {
        if (answer.Objects("output") is not { } output)
        {
            return null;
        }

        var reader = new ItemReader(answer.Mistakes);
        List<TokenLogProb> probabilities = [];
        foreach (var item in output)
        {
            reader.Read(item);
            foreach (var part in item.Text("type") == "message" ? item.Objects("content") ?? [] : [])
            {
                probabilities.AddRange(LogProbsCodec.ReadList(part, "logprobs") ?? []);
            }
        }

        List<Part> parts = [.. reader.Messages.SelectMany(message => message.Parts)];
        var choice = new ChatChoice(0, new Message(Role.Assistant, parts))
        {
            Finish = ReadFinish(answer, parts.Any(part => part is ToolCallPart)),
            LogProbs = probabilities.Count > 0 ? new LogProbs { Content = probabilities } : null,
        };
        return new ChatOutput([choice])
        {
            Id = answer.Text("id"),
            Created = answer.Time("created_at"),
            Model = answer.Text("model"),
            Usage = ChatAnswerReader.ReadUsage(answer),
        };
    }
}
