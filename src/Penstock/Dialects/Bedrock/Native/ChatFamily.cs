using System.Text.Json;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Bedrock.Native;

/// <summary>Models with OpenAI's chat completions as their bodies: Mistral's newer ones, OpenAI's open ones, DeepSeek, Qwen. A piece of a stream is the data of one event.</summary>
internal sealed class ChatFamily : NativeFamily
{
    /// <summary>The one there is.</summary>
    public static ChatFamily Instance { get; } = new();

    public override (CallInput? Input, CallError? Error) Read(ReadOnlyMemory<byte> body) => ChatRequestReader.Read(body);

    public override Losses Write(Utf8JsonWriter writer, CallOutput output, in AnswerHead head) => ChatAnswerWriter.Write(writer, (ChatOutput)output, head);

    public override NativePieces Pieces(in AnswerHead head) => new EventPieces(new ChatChunkWriter(head, includeUsage: true));
}
