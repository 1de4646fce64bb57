using System.Buffers;
using System.Text;
using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Cohere;

/// <summary>Writes the events of one streamed answer: blocks and tool calls are opened, grow and are closed; <c>message-end</c> says how it ended.</summary>
/// <param name="callId">The answer's id, unless it has one of its own.</param>
internal sealed class ChatChunkWriter(string callId) : IDisposable
{
    private readonly Utf8JsonWriter _writer = new(Stream.Null, WireJson.WriterOptions);
    private readonly Losses _lost = new();
    private readonly StringBuilder _text = new();
    private Block _open;
    private int _number;
    private int _blocks;
    private int _citations;
    private bool _started;
    private FinishChunk? _finish;
    private TokenUsage? _usage;

    private enum Block
    {
        None,
        Text,
        Thinking,
        ToolCall,
    }

    /// <summary>The names of what could not be carried so far.</summary>
    public Losses Lost => _lost;

    /// <summary>Writes chunks. How the answer ended is kept for <see cref="WriteEnd"/>.</summary>
    public void Write(IBufferWriter<byte> output, IReadOnlyList<ChatChunk> chunks)
    {
        foreach (var chunk in chunks)
        {
            if (chunk.Choice != 0)
            {
                _lost.Add("choices");
                continue;
            }

            if (!_started)
            {
                Start(output, (chunk as StartChunk)?.Id);
            }

            Write(output, chunk);
        }
    }

    /// <summary>Writes how the answer ended, unless nothing was ever said, and <c>data: [DONE]</c>.</summary>
    public void WriteEnd(IBufferWriter<byte> output)
    {
        if (_started)
        {
            Close(output);
            Begin(output, "message-end", null);
            _writer.WriteStartObject("delta");
            if (_finish is { } finish)
            {
                _writer.WriteString("finish_reason", FinishWords.Write(finish.Finish, finish.StopSequence));
            }

            if (_usage is { } usage)
            {
                UsageCodec.WriteChat(_writer, usage);
            }

            _writer.WriteEndObject();
            End(output);
        }

        output.Write("data: [DONE]\n\n"u8);
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void Write(IBufferWriter<byte> output, ChatChunk chunk)
    {
        switch (chunk)
        {
            case TextChunk { Text.Length: > 0 } text:
                WriteContent(output, Block.Text, text.Text);
                break;
            case RefusalChunk { Text.Length: > 0 } refusal:
                _lost.Add("refusal");
                WriteContent(output, Block.Text, refusal.Text);
                break;
            case ReasoningChunk reasoning:
                if (reasoning.Signature is not null || reasoning.Opaque is not null)
                {
                    _lost.Add("reasoning.signature");
                }

                if (reasoning.Text.Length > 0)
                {
                    WriteContent(output, Block.Thinking, reasoning.Text);
                }

                break;
            case ToolCallChunk call:
                if (call.Signature is not null)
                {
                    _lost.Add("reasoning.signature");
                }

                Close(output);
                (_open, _number) = (Block.ToolCall, call.Call);
                WriteToolCall(output, "tool-call-start", call.Call, call, "");
                break;
            case ArgumentsChunk more:
                WriteToolCall(output, "tool-call-delta", more.Call, null, more.Arguments);
                break;
            case AnnotationChunk remark:
                WriteCitation(output, remark.Annotation);
                break;
            case LogProbsChunk told:
                WriteLogProbs(output, told.LogProbs);
                break;
            case FinishChunk finish:
                _finish = finish;
                AnswerLosses.Finish(_lost, finish.Finish, FinishWords.Read(FinishWords.Write(finish.Finish, finish.StopSequence)).Reason);
                if (finish.StopSequence is not null)
                {
                    _lost.Add("stop_sequence");
                }

                break;
            case UsageChunk usage:
                _usage = usage.Usage;
                AnswerLosses.Usage(_lost, _usage, cacheWrite: false, reasoning: false);
                break;
            case AudioChunk:
                _lost.Add("audio");
                break;
            case PartChunk part:
                _lost.Add(OpenAi.PartWriter.Loss(part.Part));
                break;
            default:
                break;
        }
    }

    private void Start(IBufferWriter<byte> output, string? id)
    {
        _started = true;
        output.Write("event: message-start\ndata: "u8);
        _writer.Reset(output);
        _writer.WriteStartObject();
        _writer.WriteString("id", id ?? callId);
        _writer.WriteString("type", "message-start");
        _writer.WritePropertyName("delta");
        _writer.WriteRawValue("""{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}"""u8);
        End(output);
    }

    private void WriteContent(IBufferWriter<byte> output, Block block, string text)
    {
        var (kind, member) = block == Block.Text ? ("text", "text") : ("thinking", "thinking");
        if (_open != block)
        {
            Close(output);
            (_open, _number) = (block, _blocks++);
            _text.Clear();
            WriteContent(output, "content-start", kind, member, "");
        }

        _text.Append(text);
        WriteContent(output, "content-delta", null, member, text);
    }

    private void WriteContent(IBufferWriter<byte> output, string type, string? kind, string member, string text)
    {
        BeginMessage(output, type, _number);
        _writer.WriteStartObject("content");
        _writer.WriteText("type", kind);
        _writer.WriteString(member, text);
        _writer.WriteEndObject();
        EndMessage(output);
    }

    private void WriteToolCall(IBufferWriter<byte> output, string type, int number, ToolCallChunk? start, string arguments)
    {
        BeginMessage(output, type, number);
        _writer.WriteStartObject("tool_calls");
        if (start is not null)
        {
            _writer.WriteString("id", start.Id);
            _writer.WriteString("type", "function");
        }

        _writer.WriteStartObject("function");
        _writer.WriteText("name", start?.Name);
        _writer.WriteString("arguments", arguments);
        _writer.WriteEndObject();
        _writer.WriteEndObject();
        EndMessage(output);
    }

    private void WriteCitation(IBufferWriter<byte> output, Annotation annotation)
    {
        if (annotation is OtherAnnotation { Dialect: not CohereDialect.Name })
        {
            _lost.Add("annotation");
            return;
        }

        if (annotation is DocumentCitation)
        {
            _lost.Add(CitationCodec.Places);
        }

        BeginMessage(output, "citation-start", _citations);
        _writer.WritePropertyName("citations");
        CitationCodec.Write(_writer, annotation, _text.ToString());
        EndMessage(output);
        Begin(output, "citation-end", _citations++);
        End(output);
    }

    // They stand in the event of a text; here they come after it.
    private void WriteLogProbs(IBufferWriter<byte> output, LogProbs told)
    {
        foreach (var token in told.Content ?? [])
        {
            Begin(output, "content-delta", Math.Max(0, _blocks - 1));
            _writer.WritePropertyName("logprobs");
            LogProbsCodec.Write(_writer, token);
            End(output);
        }
    }

    private void Close(IBufferWriter<byte> output)
    {
        if (_open != Block.None)
        {
            Begin(output, _open == Block.ToolCall ? "tool-call-end" : "content-end", _number);
            End(output);
        }

        _open = Block.None;
    }

    private void BeginMessage(IBufferWriter<byte> output, string type, int index)
    {
        Begin(output, type, index);
        _writer.WriteStartObject("delta");
        _writer.WriteStartObject("message");
    }

    private void EndMessage(IBufferWriter<byte> output)
    {
        _writer.WriteEndObject();
        _writer.WriteEndObject();
        End(output);
    }

    private void Begin(IBufferWriter<byte> output, string type, int? index)
    {
        output.Write("event: "u8);
        Encoding.UTF8.GetBytes(type, output);
        output.Write("\ndata: "u8);
        _writer.Reset(output);
        _writer.WriteStartObject();
        _writer.WriteString("type", type);
        _writer.WriteWhole("index", index);
    }

    private void End(IBufferWriter<byte> output)
    {
        _writer.WriteEndObject();
        _writer.Flush();
        output.Write("\n\n"u8);
    }
}
