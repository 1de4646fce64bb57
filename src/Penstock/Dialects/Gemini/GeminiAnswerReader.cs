using System.Globalization;
using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Gemini;

/// <summary>Reads a <c>GenerateContentResponse</c>, whole or one of a stream.</summary>
internal static class GeminiAnswerReader
{
    /// <summary>The members of a candidate that have a canonical form.</summary>
    private static readonly string[] Known = ["index", "content", "finishReason", "logprobsResult"];

    /// <summary>Reads an answer; null when it is none.</summary>
    public static ChatOutput? Read(ReadOnlyMemory<byte> body)
    {
        using var document = WireJson.Parse(body, out _);
        if (Open(document) is not { } answer)
        {
            return null;
        }

        var id = answer.Text("responseId");
        var calls = new CallNames(id);
        List<ChatChoice> choices = [.. (answer.Objects("candidates") ?? []).Select((candidate, i) => ReadCandidate(candidate, i, calls))];
        var block = Block(answer);
        if (choices.Count == 0)
        {
            if (block is null)
            {
                return null;
            }

            choices.Add(new ChatChoice(0, new Message(Role.Assistant, [])) { Finish = GeminiFinish.ReadBlock(block) });
        }

        return new ChatOutput(choices)
        {
            Id = id,
            Created = Created(answer),
            Model = answer.Text("modelVersion"),
            Usage = Usage(answer),
            Extensions = answer.Rest("candidates", "responseId", "modelVersion", "usageMetadata", "createTime"),
        };
    }

    /// <summary>The answer in a document; null when it is no object. Mistakes of a provider in what is optional are passed over.</summary>
    public static ProtoObject? Open(JsonDocument? document) => document?.RootElement.ValueKind == JsonValueKind.Object
        ? new ProtoObject(new Members(document.RootElement, "", new Mistakes(GeminiDialect.Name)))
        : null;

    /// <summary>Why the question was not answered; null when it was.</summary>
    public static string? Block(ProtoObject answer) =>
        answer.Object("promptFeedback") is not { } feedback || !feedback.TryGet("blockReason", out var reason) ? null
        : reason.ValueKind == JsonValueKind.String ? reason.GetString() is "BLOCK_REASON_UNSPECIFIED" or "" ? null : reason.GetString()
        : reason.ValueKind == JsonValueKind.Number ? "SAFETY"
        : null;

    /// <summary>The usage; null when it is not told.</summary>
    public static TokenUsage? Usage(ProtoObject answer)
    {
        if (!answer.TryGet("usageMetadata", out var usage))
        {
            return null;
        }

        var reader = new Utf8JsonReader(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(usage));
        reader.Read();
        return GeminiUsage.TryRead(ref reader, out var read) ? read : null;
    }

    /// <summary>When the answer was made: Vertex says so.</summary>
    public static DateTimeOffset? Created(ProtoObject answer) =>
        answer.Text("createTime") is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds())
            : null;

    private static ChatChoice ReadCandidate(ProtoObject candidate, int place, CallNames calls)
    {
        var content = candidate.Object("content");
        List<Part> parts = content is { } said ? new GeminiPartReader(calls).Read(said) : [];
        var word = candidate.TryGet("finishReason", out var finish) ? GeminiFinish.Word(finish) : null;
        return new ChatChoice(candidate.Int("index") ?? place, new Message(Role.Assistant, parts))
        {
            Finish = word is null ? null : GeminiFinish.Read(word, parts.Any(part => part is ToolCallPart)),
            LogProbs = candidate.Object("logprobsResult") is { } told ? GeminiLogProbs.Read(told) : null,
            Extensions = candidate.Rest(Known),
        };
    }
}
