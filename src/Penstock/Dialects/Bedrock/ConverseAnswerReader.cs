using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Bedrock;

/// <summary>Reads the answer of <c>converse</c>.</summary>
internal static class ConverseAnswerReader
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
        var answer = new Members(document.RootElement, "", new Mistakes(BedrockDialect.Name));
        if (answer.Object("output")?.Object("message") is not { } message)
        {
            return null;
        }

        List<KeyValuePair<string, string>>? rest = null;
        var stop = answer.Object("additionalModelResponseFields")?.Text("stop_sequence");

        // Fields that only tell the stop sequence are made of it again.
        var told = stop is not null && answer.Object("additionalModelResponseFields")!.Value.All().Count() == 1;
        answer.AddRest(ref rest, "", told ? ["output", "stopReason", "usage", "additionalModelResponseFields"] : ["output", "stopReason", "usage"]);
        answer.Object("usage")?.AddRest(ref rest, "usage", "inputTokens", "outputTokens", "totalTokens", "cacheReadInputTokens", "cacheWriteInputTokens");
        var said = new Message(Role.Assistant, BlockReader.ReadAll(message, "content")) { Extensions = message.Rest("role", "content") };
        return new ChatOutput([new ChatChoice(0, said) { Finish = answer.Text("stopReason") is { } word ? StopWords.Read(word) : null, StopSequence = stop }])
        {
            Usage = UsageCodec.Read(answer),
            Extensions = answer.ToExtensions(rest),
        };
    }
}
