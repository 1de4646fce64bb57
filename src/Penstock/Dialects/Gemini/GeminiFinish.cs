using System.Text.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Gemini;

/// <summary>The words of <c>finishReason</c> and <c>blockReason</c>.</summary>
internal static class GeminiFinish
{
    private const string Unspecified = "FINISH_REASON_UNSPECIFIED";

    // By the enumeration's numbers.
    private static readonly string[] Words =
    [
        Unspecified, "STOP", "MAX_TOKENS", "SAFETY", "RECITATION", "OTHER", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "MALFORMED_FUNCTION_CALL",
        "IMAGE_SAFETY", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "IMAGE_PROHIBITED_CONTENT", "IMAGE_OTHER", "NO_IMAGE", "IMAGE_RECITATION",
    ];

    // Not in the protos: of Vertex, and of Gemini 3.
    private static readonly string[] NewerWords = ["MODEL_ARMOR", "MISSING_THOUGHT_SIGNATURE", "MALFORMED_RESPONSE"];

    /// <summary>The word of a member; null while the answer goes on.</summary>
    public static string? Word(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() is { Length: > 0 } word && word != Unspecified ? word : null,
        // DIALECT: clients of Vertex may ask for enumerations as numbers.
        JsonValueKind.Number when value.TryGetInt32(out var number) && number > 0 => number < Words.Length ? Words[number] : "OTHER",
        _ => null,
    };

    /// <summary>Reads a word.</summary>
    /// <param name="word">The word.</param>
    /// <param name="calls">Whether the model asks for tools: Gemini has no word for that.</param>
    public static Finish Read(string word, bool calls) => word switch
    {
        "STOP" => new Finish(calls ? FinishReason.ToolCalls : FinishReason.Stop),
        "MAX_TOKENS" => new Finish(FinishReason.Length),
        "SAFETY" => new Finish(FinishReason.ContentFilter),
        "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "IMAGE_SAFETY" or "IMAGE_PROHIBITED_CONTENT" or "IMAGE_RECITATION" or "MODEL_ARMOR"
            => new Finish(FinishReason.ContentFilter, word),
        "MALFORMED_FUNCTION_CALL" or "UNEXPECTED_TOOL_CALL" or "TOO_MANY_TOOL_CALLS" or "MISSING_THOUGHT_SIGNATURE" or "MALFORMED_RESPONSE"
            => new Finish(FinishReason.Error, word),
        _ => new Finish(FinishReason.Other, word),
    };

    /// <summary>Reads the reason why a question was not answered at all.</summary>
    public static Finish ReadBlock(string word) => new(FinishReason.ContentFilter, word == "SAFETY" ? null : word);

    /// <summary>Writes the member, and names the reason where the dialect has no word for it.</summary>
    public static void Write(Utf8JsonWriter writer, Finish finish, Losses lost)
    {
        var word = Write(finish);
        writer.WriteString("finishReason", word);

        // A call for tools is told by the calls themselves.
        AnswerLosses.Finish(lost, finish, Read(word, finish.Reason == FinishReason.ToolCalls).Reason);
    }

    /// <summary>Writes a word of this dialect.</summary>
    public static string Write(Finish finish)
    {
        var own = finish.Word is { } word && (Array.IndexOf(Words, word) > 0 || NewerWords.Contains(word)) ? finish.Word : null;
        return finish.Reason switch
        {
            FinishReason.Stop or FinishReason.ToolCalls => "STOP",
            FinishReason.Length => "MAX_TOKENS",
            FinishReason.ContentFilter => own ?? "SAFETY",
            // The model itself declined: what comes nearest.
            FinishReason.Refusal => "PROHIBITED_CONTENT",
            _ => own ?? "OTHER",
        };
    }
}
