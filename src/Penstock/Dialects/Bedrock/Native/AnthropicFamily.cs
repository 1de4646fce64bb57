using System.Buffers;
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

    public override NativePieces Pieces(in AnswerHead head) => new Events(head);

    private sealed class Events(AnswerHead head) : NativePieces
    {
        private readonly ArrayBufferWriter<byte> _buffer = new();
        private readonly MessageEventWriter _events = new(head.Id, head.Model);

        public override Losses Lost => _events.Lost;

        public override void Dispose() => _events.Dispose();

        protected override IEnumerable<byte[]> WriteChunks(IReadOnlyList<ChatChunk> chunks)
        {
            _events.Write(_buffer, chunks);
            return Data(_buffer);
        }

        protected override IEnumerable<byte[]> WriteLast(TokenUsage? usage)
        {
            _events.WriteEnd(_buffer);
            return Data(_buffer);
        }
    }
}
