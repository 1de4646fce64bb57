using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Bedrock.Native;

/// <summary>Meta's Llama models.</summary>
internal sealed class LlamaFamily : PromptFamily
{
    /// <summary>The one there is.</summary>
    public static LlamaFamily Instance { get; } = new();

    protected override ChatInput Read(Members request)
    {
        List<KeyValuePair<string, string>>? rest = null;
        request.AddRest(ref rest, "", "prompt", "temperature", "top_p", "max_gen_len");
        return new ChatInput
        {
            Messages = PromptTurns.Read(request.RequiredText("prompt")),
            Sampling = new Sampling { Temperature = request.Number("temperature"), TopP = request.Number("top_p") },
            MaxOutputTokens = request.Whole("max_gen_len", 1),
            Extensions = request.ToExtensions(rest),
        };
    }

    protected override void WriteAnswer(Utf8JsonWriter writer, string text, FinishReason reason, TokenUsage? usage) => WritePiece(writer, text, reason, usage);

    protected override void WritePiece(Utf8JsonWriter writer, string text, FinishReason? reason, TokenUsage? usage)
    {
        writer.WriteString("generation", text);
        writer.WriteWhole("prompt_token_count", usage?.Input);
        writer.WriteWhole("generation_token_count", usage?.Output);
        writer.WriteString("stop_reason", reason switch { null => null, FinishReason.Length => "length", _ => "stop" });
    }
}
