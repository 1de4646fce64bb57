using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Cohere;

/// <summary>Log-probabilities: items of a text and the numbers of its tokens, without alternatives.</summary>
internal static class LogProbsCodec
{
    /// <summary>Reads an item. Of several tokens the text is one, and its probability their product.</summary>
    public static TokenLogProb Read(Members item) =>
        new(item.Text("text") ?? "", (item.Items("logprobs") ?? []).Sum(number => number.Item.ValueKind == JsonValueKind.Number ? number.Item.GetDouble() : 0));

    /// <summary>Writes an item. The ids of tokens are nowhere else known.</summary>
    public static void Write(Utf8JsonWriter writer, TokenLogProb token)
    {
        writer.WriteStartObject();
        writer.WriteString("text", token.Token);
        writer.WriteStartArray("token_ids");
        writer.WriteEndArray();
        writer.WriteStartArray("logprobs");
        writer.WriteNumberValue(token.LogProb);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
