using System.Buffers;
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

    public override NativePieces Pieces(in AnswerHead head) => new Events(head);

    private sealed class Events(AnswerHead head) : NativePieces
    {
        private readonly ArrayBufferWriter<byte> _buffer = new();
        private readonly ChatChunkWriter _events = new(head, includeUsage: true);

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
