using System.Buffers;
using System.Text.Json;
using Penstock.Dialects.EventStreams;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Bedrock;

/// <summary>Writes the events of one streamed answer. Blocks come one after the other; only those of calls have a start.</summary>
internal sealed class ConverseStreamWriter : IDisposable
{
    private readonly ArrayBufferWriter<byte> _payload = new(256);
    private readonly Utf8JsonWriter _writer = new(Stream.Null, WireJson.WriterOptions);
    private readonly Dictionary<int, int> _calls = [];
    private readonly Losses _lost = new();
    private bool _started;
    private string? _stopped;
    private string? _sequence;
    private string _open = "";
    private int _block = -1;
    private TokenUsage _usage;

    /// <summary>The names of what could not be carried so far.</summary>
    public Losses Lost => _lost;

    /// <summary>Writes chunks. How the answer ended, and its usage, are kept for <see cref="WriteEnd"/>: a stream may be cut behind them.</summary>
    public void Write(IBufferWriter<byte> output, IReadOnlyList<ChatChunk> chunks)
    {
        foreach (var chunk in chunks)
        {
            if (chunk.Choice > 0)
            {
                _lost.Add("choices");
            }
            else if (chunk is UsageChunk usage)
            {
                _usage = usage.Usage;
            }
            else if (_stopped is null)
            {
                Begin(output);
                Write(output, chunk);
            }
        }
    }

    /// <summary>Writes the events that end the answer; nothing where nothing of it was written here.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="latency">How long it took.</param>
    public void WriteEnd(IBufferWriter<byte> output, TimeSpan latency)
    {
        if (!_started)
        {
            return;
        }

        AnswerLosses.Usage(_lost, _usage, cacheWrite: true, reasoning: false);
        Close(output);
        StartPayload();
        _writer.WriteString("stopReason", _stopped ?? "end_turn");
        if (_sequence is not null)
        {
            // As Anthropic's models tell it where that is asked for.
            _writer.WriteStartObject("additionalModelResponseFields");
            _writer.WriteString("stop_sequence", _sequence);
            _writer.WriteEndObject();
        }

        End(output, "messageStop"u8);
        StartPayload();
        UsageCodec.Write(_writer, _usage);
        _writer.WriteStartObject("metrics");
        _writer.WriteNumber("latencyMs", (long)latency.TotalMilliseconds);
        _writer.WriteEndObject();
        End(output, "metadata"u8);
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void Write(IBufferWriter<byte> output, ChatChunk chunk)
    {
        switch (chunk)
        {
            case TextChunk text:
                _lost.AddRange(text.Signature is null ? [] : ["signature"]);
                WriteText(output, text.Text);
                break;
            case RefusalChunk refusal:
                _lost.Add("refusal");
                WriteText(output, refusal.Text);
                break;
            case ReasoningChunk reasoning:
                WriteReasoning(output, reasoning);
                break;
            case ToolCallChunk call:
                _lost.AddRange(call.Signature is null ? [] : ["signature"]);
                WriteCall(output, call);
                break;
            case ArgumentsChunk arguments:
                if (arguments.Arguments.Length > 0 && _calls.TryGetValue(arguments.Call, out var block))
                {
                    StartDelta();
                    _writer.WriteStartObject("toolUse");
                    _writer.WriteString("input", arguments.Arguments);
                    _writer.WriteEndObject();
                    EndDelta(output, block);
                }

                break;
            case AnnotationChunk annotation:
                WriteAnnotation(output, annotation.Annotation);
                break;
            case PartChunk { Part: ImagePart { Source: MediaInline picture } }:
                WriteImage(output, picture);
                break;
            case FinishChunk finish:
                Close(output);
                _stopped = StopWords.Write(finish.Finish, finish.StopSequence);
                _sequence = finish.StopSequence;
                AnswerLosses.Finish(_lost, finish.Finish, StopWords.Read(_stopped).Reason);
                break;
            case StartChunk:
                break;
            default:
                _lost.Add(chunk switch { AudioChunk => "audio", LogProbsChunk => "logprobs", _ => "part" });
                break;
        }
    }

    private void Begin(IBufferWriter<byte> output)
    {
        if (!_started)
        {
            _started = true;
            StartPayload();
            _writer.WriteString("role", "assistant");
            End(output, "messageStart"u8);
        }
    }

    private void WriteText(IBufferWriter<byte> output, string text)
    {
        if (text.Length > 0)
        {
            Open(output, "text");
            StartDelta();
            _writer.WriteString("text", text);
            EndDelta(output, _block);
        }
    }

    private void WriteReasoning(IBufferWriter<byte> output, ReasoningChunk reasoning)
    {
        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)[("text", reasoning.Text.Length == 0 ? null : reasoning.Text), ("signature", reasoning.Signature), ("redactedContent", reasoning.Opaque)])
        {
            if (value is not null)
            {
                // What is hidden is a block of its own.
                Open(output, name == "redactedContent" ? name : "reasoning");
                StartDelta();
                _writer.WriteStartObject("reasoningContent");
                _writer.WriteString(name, value);
                _writer.WriteEndObject();
                EndDelta(output, _block);
            }
        }
    }

    private void WriteCall(IBufferWriter<byte> output, ToolCallChunk call)
    {
        Close(output);
        _open = "call";
        _block++;
        if (!_calls.TryAdd(call.Call, _block))
        {
            _calls[call.Call] = _block;
        }

        StartPayload();
        _writer.WriteStartObject("start");
        _writer.WriteStartObject("toolUse");
        _writer.WriteString("toolUseId", call.Id);
        _writer.WriteString("name", call.Name);
        _writer.WriteEndObject();
        _writer.WriteEndObject();
        _writer.WriteNumber("contentBlockIndex", _block);
        End(output, "contentBlockStart"u8);
    }

    private void WriteAnnotation(IBufferWriter<byte> output, Annotation annotation)
    {
        if (annotation is OtherAnnotation { Dialect: not BedrockDialect.Name })
        {
            _lost.Add("annotation");
            return;
        }

        Open(output, "text");
        StartDelta();
        _writer.WritePropertyName("citation");
        CitationCodec.Write(_writer, annotation);
        EndDelta(output, _block);
    }

    private void WriteImage(IBufferWriter<byte> output, MediaInline picture)
    {
        Close(output);
        _open = "image";
        _block++;
        StartPayload();
        _writer.WriteStartObject("start");
        _writer.WriteStartObject("image");
        _writer.WriteString("format", MediaWords.ImageFormat(picture.MediaType) ?? "png");
        _writer.WriteEndObject();
        _writer.WriteEndObject();
        _writer.WriteNumber("contentBlockIndex", _block);
        End(output, "contentBlockStart"u8);
        StartDelta();
        _writer.WriteStartObject("image");
        _writer.WriteStartObject("source");
        _writer.WriteString("bytes", picture.Base64);
        _writer.WriteEndObject();
        _writer.WriteEndObject();
        EndDelta(output, _block);
    }

    private void Open(IBufferWriter<byte> output, string kind)
    {
        if (_open != kind)
        {
            Close(output);
            _open = kind;
            _block++;
        }
    }

    private void Close(IBufferWriter<byte> output)
    {
        if (_open.Length > 0)
        {
            _open = "";
            StartPayload();
            _writer.WriteNumber("contentBlockIndex", _block);
            End(output, "contentBlockStop"u8);
        }
    }

    private void StartDelta()
    {
        StartPayload();
        _writer.WriteStartObject("delta");
    }

    private void EndDelta(IBufferWriter<byte> output, int block)
    {
        _writer.WriteEndObject();
        _writer.WriteNumber("contentBlockIndex", block);
        End(output, "contentBlockDelta"u8);
    }

    private void StartPayload()
    {
        _payload.ResetWrittenCount();
        _writer.Reset(_payload);
        _writer.WriteStartObject();
    }

    private void End(IBufferWriter<byte> output, ReadOnlySpan<byte> type)
    {
        _writer.WriteEndObject();
        _writer.Flush();
        EventStreamWriter.WriteEvent(output, type, _payload.WrittenSpan);
    }
}
