using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Cohere;

/// <summary>Reads the answer of <c>POST /v2/chat</c>.</summary>
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
        var answer = new Members(document.RootElement, "", new Mistakes(CohereDialect.Name));
        if (answer.Object("message") is not { } said)
        {
            return null;
        }

        var choice = new ChatChoice(0, MessageReader.ReadAssistant(said))
        {
            Finish = answer.Text("finish_reason") is { } word ? FinishWords.Read(word) : null,
            LogProbs = answer.Objects("logprobs") is { } items ? new LogProbs { Content = [.. items.Select(LogProbsCodec.Read)] } : null,
        };
        return new ChatOutput([choice])
        {
            Id = answer.Text("id"),
            Usage = answer.Object("usage") is { } usage ? UsageCodec.Read(usage.Utf8Json, out _) : null,
            Extensions = answer.Rest("id", "message", "finish_reason", "usage", "logprobs"),
        };
    }
}
