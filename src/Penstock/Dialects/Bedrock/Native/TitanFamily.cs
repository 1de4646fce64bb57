using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Bedrock.Native;

/// <summary>Amazon's Titan models for text.</summary>
internal sealed class TitanFamily : PromptFamily
{
    /// <summary>The one there is.</summary>
    public static TitanFamily Instance { get; } = new();

    protected override ChatInput Read(Members request)
    {
        List<KeyValuePair<string, string>>? rest = null;
        request.AddRest(ref rest, "", "inputText", "textGenerationConfig");
        var config = request.Object("textGenerationConfig");
        config?.AddRest(ref rest, "textGenerationConfig", "temperature", "topP", "maxTokenCount", "stopSequences");
        return new ChatInput
        {
            Messages = [Message.Of(Role.User, request.RequiredText("inputText"))],
            Sampling = new Sampling { Temperature = config?.Number("temperature"), TopP = config?.Number("topP") },
            MaxOutputTokens = config?.Whole("maxTokenCount", 1),
            Stop = config?.Texts("stopSequences") ?? [],
            Extensions = request.ToExtensions(rest),
        };
    }

    protected override void WriteAnswer(Utf8JsonWriter writer, string text, FinishReason reason, TokenUsage? usage)
    {
        writer.WriteNumber("inputTextTokenCount", usage?.Input ?? 0);
        writer.WriteStartArray("results");
        writer.WriteStartObject();
        writer.WriteNumber("tokenCount", usage?.Output ?? 0);
        writer.WriteString("outputText", text);
        writer.WriteString("completionReason", Word(reason));
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    protected override void WritePiece(Utf8JsonWriter writer, string text, FinishReason? reason, TokenUsage? usage)
    {
        writer.WriteString("outputText", text);
        writer.WriteNumber("index", 0);
        writer.WriteWhole("totalOutputTextTokenCount", usage?.Output);
        writer.WriteString("completionReason", reason is { } said ? Word(said) : null);
        writer.WriteWhole("inputTextTokenCount", usage?.Input);
    }

    private static string Word(FinishReason reason) => reason switch
    {
        FinishReason.Length => "LENGTH",
        FinishReason.ContentFilter => "CONTENT_FILTERED",
        _ => "FINISH",
    };
}
