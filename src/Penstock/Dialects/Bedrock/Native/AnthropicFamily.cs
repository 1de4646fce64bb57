using System.Text.Json;
using Penstock.Dialects.Anthropic;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Bedrock.Native;

/// <summary>Anthropic's models: its messages, with <c>anthropic_version</c> in the body; a piece of a stream is the data of one of its events.</summary>
internal sealed class AnthropicFamily : NativeFamily
{
    /// <summary>The one there is.</summary>
    public static AnthropicFamily Instance { get; } = new();

    public override (CallInput? Input, CallError? Error) Read(ReadOnlyMemory<byte> body) => MessagesRequestReader.Read(body);

    public override Losses Write(Utf8JsonWriter writer, CallOutput output, in AnswerHead head) => Anthropic.MessageWriter.Write(writer, (ChatOutput)output, head.Id, head.Model);

    public override NativePieces Pieces(in AnswerHead head) => new EventPieces(new MessageEventWriter(head.Id, head.Model));
}
