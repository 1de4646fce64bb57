using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Anthropic;

/// <summary>
/// Reads a <c>message</c> object: the answer to a conversation. What <c>usage</c> tells besides tokens of the text (service tier, place, life
/// of cache entries) has no canonical form and is left out.
/// </summary>
internal static class MessageReader
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
        var answer = new Members(document.RootElement, "", new Mistakes(AnthropicDialect.Name));
        if (answer.Objects("content") is not { } blocks)
        {
            return null;
        }

        var sequence = answer.Text("stop_sequence");
        var choice = new ChatChoice(0, new Message(Role.Assistant, [.. blocks.Select(BlockReader.Read)]))
        {
            Finish = answer.Text("stop_reason") is { } word ? StopReasons.Read(word, sequence) : null,
            StopSequence = sequence,
        };
        return new ChatOutput([choice])
        {
            Id = answer.Text("id"),
            Model = answer.Text("model"),
            Usage = ReadUsage(answer),
            Extensions = answer.Rest("id", "type", "role", "model", "content", "stop_reason", "stop_sequence", "usage"),
        };
    }

    /// <summary>Reads the answer of <c>count_tokens</c>; null when it is none.</summary>
    public static TokenCountOutput? ReadCount(ReadOnlyMemory<byte> body)
    {
        using var document = WireJson.Parse(body, out _);
        return document?.RootElement.ValueKind == JsonValueKind.Object
            && new Members(document.RootElement, "", new Mistakes(AnthropicDialect.Name)).Whole("input_tokens", 0) is { } tokens
                ? new TokenCountOutput(tokens, Estimated: false)
                : null;
    }

    private static TokenUsage? ReadUsage(Members answer)
    {
        if (answer.Object("usage") is not { } usage)
        {
            return null;
        }

        var counts = default(UsageCounts);
        var reader = new Utf8JsonReader(usage.Utf8Json);
        reader.Read();
        counts.Take(ref reader);
        return counts.Usage;
    }
}
