using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Penstock.Dialects.Json;

namespace Penstock.Dialects.OpenAi;

/// <summary>Reads a <c>chat.completion</c> object. Providers differ: only an array of choices must be there.</summary>
internal static class ChatAnswerReader
{
    /// <summary>Reads an answer; null when it is none.</summary>
    public static ChatOutput? Read(ReadOnlyMemory<byte> body)
    {
        using var document = WireJson.Parse(body, out _);
        if (document?.RootElement.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        // Mistakes of a provider in what is optional are passed over, so the list is not looked at.
        var answer = new Members(document.RootElement, "", new Mistakes(OpenAiDialect.Name));
        if (answer.Objects("choices") is not { } choices)
        {
            return null;
        }

        return new ChatOutput([.. choices.Select(ReadChoice)])
        {
            Id = answer.Text("id"),
            Created = answer.Time("created"),
            Model = answer.Text("model"),
            Usage = ReadUsage(answer),
            Extensions = answer.Rest("id", "object", "created", "model", "choices", "usage"),
        };
    }

    /// <summary>Reads the member <c>usage</c>; null when it tells nothing.</summary>
    public static TokenUsage? ReadUsage(Members answer)
    {
        if (answer.Object("usage") is not { } usage)
        {
            return null;
        }

        var reader = new Utf8JsonReader(usage.Utf8Json);
        reader.Read();
        return UsageReader.TryRead(ref reader, out var read) ? read : null;
    }

    private static ChatChoice ReadChoice(Members choice, int place)
    {
        var message = choice.Object("message") is { } said
            ? new MessageReader(lenient: true).Read(said, place)
            : new Message(Role.Assistant, []);
        return new ChatChoice(choice.Int("index") ?? place, message)
        {
            Finish = choice.Text("finish_reason") is { } word ? FinishWords.Read(word) : null,
            LogProbs = choice.Object("logprobs") is { } logProbs ? LogProbsCodec.Read(logProbs) : null,
            Extensions = choice.Rest("index", "message", "finish_reason", "logprobs"),
        };
    }
}
