using System.Buffers;
using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Dialects.Streams;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Anthropic;

/// <summary>
/// Writes the events of one streamed answer: <c>message_start</c>, each block's start, deltas and stop, <c>message_delta</c> with the reason
/// and the usage, <c>message_stop</c>. Blocks follow one another, and each is closed before the next begins.
/// </summary>
/// <param name="id">The answer's id, unless it has one of its own.</param>
/// <param name="model">The model's public name.</param>
internal sealed class MessageEventWriter(string id, string model) : IChunkWriter
{
    /// <summary>The event that is a sign of life.</summary>
    public static readonly ReadOnlyMemory<byte> Ping = "event: ping\ndata: {\"type\":\"ping\"}\n\n"u8.ToArray();

    private readonly Utf8JsonWriter _writer = new(Stream.Null, WireJson.WriterOptions);
    private readonly Dictionary<int, int> _calls = [];
    private readonly Losses _lost = new();
    private IBufferWriter<byte> _output = null!;
    private TokenUsage? _usage;
    private FinishChunk? _finish;
    private string? _id;
    private bool _started;
    private bool _refused;
    private int _next;
    private Open _open;

    private enum Open
    {
        Nothing,
        Text,
        Thinking,
        Call,
    }

    /// <summary>What could not be carried so far.</summary>
    public Losses Lost => _lost;

    /// <summary>Writes chunks. The reason and the usage are kept for <see cref="WriteEnd"/>.</summary>
    public void Write(IBufferWriter<byte> output, IReadOnlyList<ChatChunk> chunks)
    {
        _output = output;
        foreach (var chunk in chunks)
        {
            Keep(chunk);
        }

        foreach (var chunk in chunks)
        {
            if (chunk.Choice == 0)
            {
                WriteChunk(chunk);
            }
            else
            {
                _lost.Add("choices");
            }
        }
    }

    /// <summary>Writes the end.</summary>
    public void WriteEnd(IBufferWriter<byte> output)
    {
        _output = output;
        Start();
        Close();
        Begin("message_delta"u8, "message_delta");
        _writer.WriteStartObject("delta");
        _writer.WriteString("stop_reason", _finish is { } finish ? StopReasons.Write(finish.Finish, finish.StopSequence, _calls.Count > 0, _refused) : null);
        _writer.WriteString("stop_sequence", _finish?.StopSequence);
        _writer.WriteEndObject();
        UsageWriter.Write(_writer, _usage);
        End();
        Begin("message_stop"u8, "message_stop");
        End();
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    // The first event tells what its own chunks say of it.
    private void Keep(ChatChunk chunk)
    {
        switch (chunk)
        {
            case UsageChunk usage:
                _usage = usage.Usage;
                break;
            case StartChunk start:
                _id ??= start.Id;
                break;
            case FinishChunk { Choice: 0 } finish:
                _finish = finish;
                if (!StopReasons.Says(finish.Finish))
                {
                    _lost.Add("finish_reason");
                }

                break;
            default:
                break;
        }
    }

    private void WriteChunk(ChatChunk chunk)
    {
        switch (chunk)
        {
            case StartChunk:
                Start();
                break;
            case TextChunk text:
                WriteText(text.Text);
                Note(text.Signature);
                break;
            case RefusalChunk refusal:
                _refused = true;
                WriteText(refusal.Text);
                break;
            case ReasoningChunk reasoning:
                WriteReasoning(reasoning);
                break;
            case ToolCallChunk call:
                WriteCall(call);
                break;
            case ArgumentsChunk arguments:
                WriteArguments(arguments);
                break;
            case AnnotationChunk annotation:
                WriteAnnotation(annotation.Annotation);
                break;
            case PartChunk { Part: OtherPart { Dialect: AnthropicDialect.Name } part }:
                WriteWhole(part.Json);
                break;
            case PartChunk part:
                _lost.Add(part.Part is ImagePart ? "image" : "content");
                break;
            case AudioChunk audio:
                _lost.Add("audio");
                WriteText(audio.Transcript ?? "");
                break;
            case LogProbsChunk:
                _lost.Add("logprobs");
                break;
            default:
                break;
        }
    }

    private void Start()
    {
        if (_started)
        {
            return;
        }

        _started = true;
        Begin("message_start"u8, "message_start");
        _writer.WriteStartObject("message");
        MessageWriter.WriteHead(_writer, _id ?? id, model);
        _writer.WriteStartArray("content");
        _writer.WriteEndArray();
        _writer.WriteNull("stop_reason");
        _writer.WriteNull("stop_sequence");
        UsageWriter.Write(_writer, _usage);
        _writer.WriteEndObject();
        End();
    }

    private void WriteText(string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        OpenText();

        // Nearly all of a stream consists of these, in which all but the text stays the same.
        _output.Write("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":"u8);
        WriteValue(_next - 1);
        _output.Write(",\"delta\":{\"type\":\"text_delta\",\"text\":"u8);
        _writer.Reset(_output);
        _writer.WriteStringValue(text);
        _writer.Flush();
        _output.Write("}}\n\n"u8);
    }

    private void WriteValue(int number)
    {
        _writer.Reset(_output);
        _writer.WriteNumberValue(number);
        _writer.Flush();
    }

    private void OpenText()
    {
        if (_open == Open.Text)
        {
            return;
        }

        BeginBlock(Open.Text, "text");
        _writer.WriteString("text", "");
        EndBlock();
    }

    private void WriteReasoning(ReasoningChunk reasoning)
    {
        if (reasoning.Opaque is { } opaque)
        {
            BeginBlock(Open.Thinking, "redacted_thinking");
            _writer.WriteString("data", opaque);
            EndBlock();
            Close();
        }

        if (reasoning.Text.Length == 0 && reasoning.Signature is null)
        {
            return;
        }

        if (_open != Open.Thinking)
        {
            BeginBlock(Open.Thinking, "thinking");
            _writer.WriteString("thinking", "");
            _writer.WriteString("signature", "");
            EndBlock();
        }

        if (reasoning.Text.Length > 0)
        {
            BeginDelta("thinking_delta");
            _writer.WriteString("thinking", reasoning.Text);
            EndDelta();
        }

        if (reasoning.Signature is { } signature)
        {
            BeginDelta("signature_delta");
            _writer.WriteString("signature", signature);
            EndDelta();

            // The signature is over the block: what is thought next is another.
            Close();
        }
    }

    private void WriteCall(ToolCallChunk call)
    {
        if (call.FreeForm)
        {
            _lost.Add("tool_calls.free_form");
        }

        BeginBlock(Open.Call, "tool_use");
        _writer.WriteString("id", BlockWriter.Id(call.Id));
        _writer.WriteString("name", call.Name);
        _writer.WriteStartObject("input");
        _writer.WriteEndObject();
        _writer.WriteText("signature", call.Signature);
        EndBlock();
        _calls[call.Call] = _next - 1;
    }

    // By its number the block is found even where a provider mixes the arguments of several calls.
    private void WriteArguments(ArgumentsChunk arguments)
    {
        if (!_calls.TryGetValue(arguments.Call, out var index))
        {
            _lost.Add("tool_calls.arguments");
            return;
        }

        BeginDelta("input_json_delta", index);
        _writer.WriteString("partial_json", arguments.Arguments);
        EndDelta();
    }

    private void WriteAnnotation(Annotation annotation)
    {
        if (!CitationCodec.Carries(annotation))
        {
            _lost.Add("annotation");
            return;
        }

        OpenText();
        BeginDelta("citations_delta");
        _writer.WritePropertyName("citation");
        CitationCodec.Write(_writer, annotation);
        EndDelta();
    }

    private void WriteWhole(string json)
    {
        BeginEvent(Open.Nothing);
        _writer.WritePropertyName("content_block");
        _writer.WriteKept(json);
        End();
        WriteStop(_next - 1);
    }

    private void Note(string? signature)
    {
        if (signature is not null)
        {
            _lost.Add("signature");
        }
    }

    private void BeginBlock(Open what, string type)
    {
        BeginEvent(what);
        _writer.WriteStartObject("content_block");
        _writer.WriteString("type", type);
    }

    private void BeginEvent(Open what)
    {
        Start();
        Close();
        _open = what;
        Begin("content_block_start"u8, "content_block_start");
        _writer.WriteNumber("index", _next++);
    }

    private void EndBlock()
    {
        _writer.WriteEndObject();
        End();
    }

    private void BeginDelta(string type, int? index = null)
    {
        Begin("content_block_delta"u8, "content_block_delta");
        _writer.WriteNumber("index", index ?? _next - 1);
        _writer.WriteStartObject("delta");
        _writer.WriteString("type", type);
    }

    private void EndDelta() => EndBlock();

    private void Close()
    {
        if (_open == Open.Nothing)
        {
            return;
        }

        _open = Open.Nothing;
        WriteStop(_next - 1);
    }

    private void WriteStop(int index)
    {
        Begin("content_block_stop"u8, "content_block_stop");
        _writer.WriteNumber("index", index);
        End();
    }

    private void Begin(ReadOnlySpan<byte> name, string type)
    {
        _output.Write("event: "u8);
        _output.Write(name);
        _output.Write("\ndata: "u8);
        _writer.Reset(_output);
        _writer.WriteStartObject();
        _writer.WriteString("type", type);
    }

    private void End()
    {
        _writer.WriteEndObject();
        _writer.Flush();
        _output.Write("\n\n"u8);
    }
}
