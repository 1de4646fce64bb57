using System.Text;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Tokens;

/// <summary>
/// Counts tokens where a provider does not: with OpenAI's encodings for its model families, elsewhere one token for every four bytes of UTF-8,
/// rounded up. Pictures, sounds and files are not counted. It is always an estimate: what a provider puts around messages is its own.
/// </summary>
internal static class TokenCounter
{
    // What OpenAI puts around a message, and before the answer (cookbook.openai.com, "How to count tokens with tiktoken").
    private const int PerMessage = 3;
    private const int BeforeAnswer = 3;
    private const int BytesPerToken = 4;

    private static readonly string[] s_newer = ["gpt-4o", "gpt-4.1", "gpt-4.5", "gpt-5", "gpt-oss", "chatgpt-", "o1", "o3", "o4"];
    private static readonly string[] s_older = ["gpt-4", "gpt-3.5", "gpt-35", "text-embedding-"];

    /// <summary>How many tokens a conversation has, its tools included.</summary>
    /// <param name="model">The model's name at its provider.</param>
    /// <param name="input">The conversation.</param>
    public static long Count(string model, ChatInput input)
    {
        var tokens = (long)BeforeAnswer;
        foreach (var message in input.Messages)
        {
            tokens += PerMessage + Count(model, message.Name ?? "") + Count(model, message.Parts);
        }

        foreach (var tool in input.Tools)
        {
            tokens += tool switch
            {
                FunctionTool function => Count(model, function.Name) + Count(model, function.Description ?? "") + Count(model, function.Parameters ?? ""),
                OtherTool other => Count(model, other.Json),
                _ => 0,
            };
        }

        return tokens + (input.ResponseFormat is JsonSchemaFormat { Schema: { } schema } ? Count(model, schema) : 0);
    }

    /// <summary>How many tokens answers have.</summary>
    public static long Count(string model, ChatOutput output) => output.Choices.Sum(choice => Count(model, choice.Message.Parts));

    /// <summary>How many tokens texts have that are to become vectors.</summary>
    public static long Count(string model, EmbeddingInput input) => input.Items.Sum(item => item is EmbeddingTokens known ? known.Tokens.Count : Count(model, ((EmbeddingText)item).Text));

    /// <summary>How many tokens a text has.</summary>
    public static long Count(string model, string text) => text.Length == 0 ? 0 : EncodingOf(model)?.Count(text) ?? OfBytes(Encoding.UTF8.GetByteCount(text));

    /// <summary>How many tokens text of so many bytes has, roughly.</summary>
    public static long OfBytes(long bytes) => (bytes + BytesPerToken - 1) / BytesPerToken;

    /// <summary>The encoding of a model's family; null where it is none of OpenAI's. Routers put the author before the name.</summary>
    public static BytePairEncoding? EncodingOf(string model)
    {
        var name = model[(model.LastIndexOf('/') + 1)..];
        return s_newer.Any(family => name.StartsWith(family, StringComparison.Ordinal)) ? BytePairEncoding.O200k
            : s_older.Any(family => name.StartsWith(family, StringComparison.Ordinal)) ? BytePairEncoding.Cl100k
            : null;
    }

    private static long Count(string model, IReadOnlyList<Part> parts) => parts.Sum(part => part switch
    {
        TextPart text => Count(model, text.Text),
        ReasoningPart thought => Count(model, thought.Text),
        RefusalPart refusal => Count(model, refusal.Text),
        ToolCallPart call => Count(model, call.Name) + Count(model, call.Arguments),
        ToolResultPart result => Count(model, result.Content),
        _ => 0,
    });
}
