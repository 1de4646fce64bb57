using System.Buffers;
using System.Text;
using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Penstock.Dialects.Json;
using Penstock.Dialects.Streams;

namespace Penstock.Dialects.OpenAi;

/// <summary>
/// Writes the events of one streamed answer: <c>data: {…}</c> and a blank line. As OpenAI does, the first event of a choice has
/// the role, and the usage stands alone in the last event, without choices, when the client asked for it.
/// </summary>
/// <param name="head">What every event begins with.</param>
/// <param name="includeUsage">Whether the client asked for usage.</param>
internal sealed class ChatChunkWriter(AnswerHead head, bool includeUsage) : IChunkWriter
{
    private readonly Utf8JsonWriter _writer = new(Stream.Null, WireJson.WriterOptions);
    private readonly List<ChatChunk> _event = new(4);
    private readonly HashSet<int> _started = [];
    private readonly HashSet<int> _refused = [];
    private readonly HashSet<(int Choice, int Call)> _freeForm = [];
    private readonly Losses _lost = new();
    private readonly StringBuilder _thought = new();
    private ArrayBufferWriter<byte>? _beforeText;
    private string? _id;
    private DateTimeOffset? _created;
    private TokenUsage? _usage;

    /// <summary>The names of what could not be carried so far.</summary>
    public Losses Lost => _lost;

    /// <summary>Writes chunks in as few events as keep their order. The usage is kept for <see cref="WriteEnd"/>.</summary>
    public void Write(IBufferWriter<byte> output, IReadOnlyList<ChatChunk> chunks)
    {
        foreach (var chunk in chunks)
        {
            if (!Takes(chunk))
            {
                continue;
            }

            if (_event.Count > 0 && !ChunkOrder.Fits(_event[^1], chunk))
            {
                WriteEvent(output);
            }

            _event.Add(chunk);
        }

        if (_event.Count > 0)
        {
            WriteEvent(output);
        }
    }

    /// <summary>Writes the usage, if it was asked for and is known, and <c>data: [DONE]</c>.</summary>
    public void WriteEnd(IBufferWriter<byte> output)
    {
        if (includeUsage && _usage is { } usage)
        {
            Begin(output);
            _writer.WriteEndArray();
            _writer.WritePropertyName("usage");
            UsageWriter.WriteChat(_writer, usage);
            End(output);
        }

        output.Write("data: [DONE]\n\n"u8);
    }

    /// <summary>Writes an error as the event after which the stream breaks off, without <c>[DONE]</c>: SDKs raise on it.</summary>
    public void WriteError(IBufferWriter<byte> output, CallError error, string callId)
    {
        output.Write("data: "u8);
        _writer.Reset(output);
        OpenAiErrorBody.Write(_writer, error, callId);
        _writer.Flush();
        output.Write("\n\n"u8);
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    /// <summary>Whether something is to be written of a chunk; what is only to be remembered is.</summary>
    private bool Takes(ChatChunk chunk)
    {
        switch (chunk)
        {
            case UsageChunk usage:
                _usage = usage.Usage;
                return false;
            case StartChunk start:
                if (_id is null || _created is null)
                {
                    (_id, _created, _beforeText) = (_id ?? start.Id, _created ?? start.Created, null);
                }

                return !_started.Contains(start.Choice);
            case ReasoningChunk reasoning:
                _thought.Append(reasoning.Text);
                return reasoning.Text.Length > 0 || reasoning.Signature is not null || reasoning.Opaque is not null;
            case TextChunk { Signature: null } text:
                return text.Text.Length > 0;
            case PartChunk whole:
                _lost.Add(PartWriter.Loss(whole.Part));
                return false;
            case AnnotationChunk { Annotation: not (UrlCitation or OtherAnnotation { Dialect: OpenAiDialect.Name }) }:
                _lost.Add("annotation");
                return false;
            case ToolCallChunk { FreeForm: true } call:
                _freeForm.Add((call.Choice, call.Call));
                return true;
            case RefusalChunk refusal:
                _refused.Add(refusal.Choice);
                return true;
            case FinishChunk finish:
                if (finish.StopSequence is not null)
                {
                    _lost.Add("stop_sequence");
                }

                if (!_refused.Contains(finish.Choice))
                {
                    AnswerLosses.Finish(_lost, finish.Finish, FinishWords.Read(FinishWords.Write(finish.Finish, refused: false)).Reason);
                }

                return true;
            default:
                return true;
        }
    }

    /// <summary>Writes the event that nearly all of a stream consists of: what stands around the text is the same each time.</summary>
    private void WriteText(IBufferWriter<byte> output, string text)
    {
        if (_beforeText is null)
        {
            _beforeText = new ArrayBufferWriter<byte>();
            Begin(_beforeText);
            _writer.WriteStartObject();
            _writer.WriteNumber("index", 0);
            _writer.WriteStartObject("delta");
            _writer.WritePropertyName("content");
            _writer.Flush();
        }

        output.Write(_beforeText.WrittenSpan);
        _writer.Reset(output);
        _writer.WriteStringValue(text);
        _writer.Flush();
        output.Write(includeUsage ? "},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n"u8 : "},\"logprobs\":null,\"finish_reason\":null}]}\n\n"u8);
        _event.Clear();
    }

    private void WriteEvent(IBufferWriter<byte> output)
    {
        if (_event is [TextChunk { Choice: 0, Signature: null } text] && _started.Contains(0))
        {
            WriteText(output, text.Text);
            return;
        }

        Begin(output);
        var choice = _event[0].Choice;
        _writer.WriteStartObject();
        _writer.WriteNumber("index", choice);
        _writer.WriteStartObject("delta");
        if (_started.Add(choice))
        {
            _writer.WriteString("role", "assistant");
            if (_event is [StartChunk])
            {
                // DIALECT: OpenAI's first delta has an empty text, and clients have come to expect it.
                _writer.WriteString("content", "");
            }
        }

        new ChunkDelta(_writer, _freeForm).Write(_event);
        WriteDetails();
        _writer.WriteEndObject();
        WriteLogProbs();
        _writer.WriteString("finish_reason", _event[^1] is FinishChunk finish ? FinishWords.Write(finish.Finish, _refused.Contains(finish.Choice)) : null);
        _writer.WriteEndObject();
        _writer.WriteEndArray();
        if (includeUsage)
        {
            _writer.WriteNull("usage");
        }

        End(output);
        _event.Clear();
    }

    private void WriteDetails()
    {
        if (!_event.Any(chunk => chunk is ReasoningChunk { Signature: not null } or ReasoningChunk { Opaque: not null } or TextChunk { Signature: not null }))
        {
            return;
        }

        ReasoningDetails.Write(_writer, _event, _thought.ToString());
        if (_event.Any(chunk => chunk is ReasoningChunk))
        {
            _thought.Clear();
        }
    }

    private void WriteLogProbs()
    {
        _writer.WritePropertyName("logprobs");
        if (_event.OfType<LogProbsChunk>().FirstOrDefault() is { } told)
        {
            LogProbsCodec.Write(_writer, told.LogProbs);
        }
        else
        {
            _writer.WriteNullValue();
        }
    }

    private void Begin(IBufferWriter<byte> output)
    {
        output.Write("data: "u8);
        _writer.Reset(output);
        _writer.WriteStartObject();
        _writer.WriteString("id", _id ?? head.Id);
        _writer.WriteString("object", "chat.completion.chunk");
        _writer.WriteNumber("created", (_created ?? head.Created).ToUnixTimeSeconds());
        _writer.WriteString("model", head.Model);
        _writer.WriteStartArray("choices");
    }

    private void End(IBufferWriter<byte> output)
    {
        _writer.WriteEndObject();
        _writer.Flush();
        output.Write("\n\n"u8);
    }
}
