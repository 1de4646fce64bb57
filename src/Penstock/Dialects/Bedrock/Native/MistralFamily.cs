using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Bedrock.Native;

/// <summary>Mistral's models that continue a text.</summary>
internal sealed class MistralFamily : PromptFamily
{
    /// <summary>The one there is.</summary>
    public static MistralFamily Instance { get; } = new();

    protected override ChatInput Read(Members request)
    {
        List<KeyValuePair<string, string>>? rest = null;
        request.AddRest(ref rest, "", "prompt", "temperature", "top_p", "top_k", "max_tokens", "stop");
        return new ChatInput
        {
            Messages = PromptTurns.Read(request.RequiredText("prompt")),
            Sampling = new Sampling { Temperature = request.Number("temperature"), TopP = request.Number("top_p"), TopK = request.Int("top_k") },
            MaxOutputTokens = request.Whole("max_tokens", 1),
            Stop = request.Texts("stop"),
            Extensions = request.ToExtensions(rest),
        };
    }

    protected override void WriteAnswer(Utf8JsonWriter writer, string text, FinishReason reason, TokenUsage? usage) => WritePiece(writer, text, reason, usage);

    protected override void WritePiece(Utf8JsonWriter writer, string text, FinishReason? reason, TokenUsage? usage)
    {
        writer.WriteStartArray("outputs");
        writer.WriteStartObject();
        writer.WriteString("text", text);
        writer.WriteString("stop_reason", reason switch { null => null, FinishReason.Length => "length", _ => "stop" });
        writer.WriteEndObject();
        writer.WriteEndArray();
    }
}
