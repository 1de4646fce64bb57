using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Bedrock.Native;

/// <summary>Models that continue a text. The turns that a prompt is marked with become messages; an answer is text alone.</summary>
internal abstract class PromptFamily : NativeFamily
{
    public override (CallInput? Input, CallError? Error) Read(ReadOnlyMemory<byte> body) => RequestBody.Read(body, BedrockDialect.Name, Read);

    public override Losses Write(Utf8JsonWriter writer, CallOutput output, in AnswerHead head)
    {
        var chat = (ChatOutput)output;
        var lost = new Losses();
        var choice = chat.Choices.Count > 0 ? chat.Choices[0] : new ChatChoice(0, new Message(Role.Assistant, []));
        if (chat.Choices.Count > 1)
        {
            lost.Add("choices");
        }

        foreach (var part in choice.Message.Parts)
        {
            lost.AddRange(part switch
            {
                TextPart or RefusalPart => [],
                ToolCallPart => ["tool_calls"],
                ReasoningPart => ["reasoning"],
                _ => ["content"],
            });
        }

        var text = string.Concat(choice.Message.Parts.Select(part => part switch { TextPart said => said.Text, RefusalPart refused => refused.Text, _ => "" }));
        writer.WriteStartObject();
        WriteAnswer(writer, text, choice.Finish?.Reason ?? FinishReason.Stop, chat.Usage);
        writer.WriteEndObject();
        return lost;
    }

    public override NativePieces Pieces(in AnswerHead head) => new Continuation(this);

    /// <summary>Reads the members of a request.</summary>
    protected abstract ChatInput Read(Members request);

    /// <summary>Writes the members of an answer.</summary>
    protected abstract void WriteAnswer(Utf8JsonWriter writer, string text, FinishReason reason, TokenUsage? usage);

    /// <summary>Writes the members of a piece of a stream; the last has a reason.</summary>
    protected abstract void WritePiece(Utf8JsonWriter writer, string text, FinishReason? reason, TokenUsage? usage);

    private sealed class Continuation(PromptFamily family) : NativePieces
    {
        private FinishReason _reason;

        public override Losses Lost { get; } = new();

        protected override IEnumerable<byte[]> WriteChunks(IReadOnlyList<ChatChunk> chunks)
        {
            List<byte[]> pieces = [];
            foreach (var chunk in chunks)
            {
                switch (chunk)
                {
                    case { Choice: > 0 }:
                        Lost.Add("choices");
                        break;
                    case TextChunk { Text.Length: > 0 } text:
                        pieces.Add(Piece(writer => family.WritePiece(writer, text.Text, null, null)));
                        break;
                    case RefusalChunk refusal:
                        pieces.Add(Piece(writer => family.WritePiece(writer, refusal.Text, null, null)));
                        break;
                    case FinishChunk finish:
                        _reason = finish.Finish.Reason;
                        break;
                    case ToolCallChunk:
                        Lost.Add("tool_calls");
                        break;
                    case ReasoningChunk:
                        Lost.Add("reasoning");
                        break;
                    case PartChunk or AudioChunk:
                        Lost.Add("content");
                        break;
                    default:
                        break;
                }
            }

            return pieces;
        }

        protected override IEnumerable<byte[]> WriteLast(TokenUsage? usage) => [Piece(writer => family.WritePiece(writer, "", _reason, usage))];
    }
}
