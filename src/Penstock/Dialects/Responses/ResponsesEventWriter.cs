using System.Buffers;
using System.Text;
using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Responses;

/// <summary>
/// Writes the events of one streamed response, each numbered, in the order OpenAI writes them: created, in progress; of each item its beginning,
/// its pieces and its end; at last the whole response. Reasoning and messages end where something else begins; tool calls, whose
/// arguments may alternate, at the end.
/// </summary>
/// <param name="head">What the response begins with.</param>
internal sealed class ResponsesEventWriter(ResponseHead head) : IDisposable
{
    private readonly Utf8JsonWriter _writer = new(Stream.Null, WireJson.WriterOptions);
    private readonly Losses _lost = new();
    private readonly List<OutputItem> _items = [];
    private readonly Dictionary<int, OutputItem> _calls = [];
    private readonly StringBuilder _text = new();
    private OutputItem? _open;
    private ResponseHead _head = head;
    private IBufferWriter<byte> _output = null!;
    private Finish? _finish;
    private TokenUsage? _usage;
    private int _number;
    private bool _begun;

    /// <summary>What could not be carried so far.</summary>
    public Losses Lost => _lost;

    /// <summary>The whole response, once <see cref="WriteEnd"/> wrote it.</summary>
    public ReadOnlyMemory<byte> Response { get; private set; }

    /// <summary>Writes chunks.</summary>
    public void Write(IBufferWriter<byte> output, IReadOnlyList<ChatChunk> chunks)
    {
        _output = output;
        for (var i = 0; i < chunks.Count; i++)
        {
            if (chunks[i].Choice != 0)
            {
                _lost.Add("choices");
                continue;
            }

            if (chunks[i] is not (UsageChunk or StartChunk))
            {
                Begin();
            }

            // Probabilities travel with the words they are of.
            var told = i + 1 < chunks.Count ? chunks[i + 1] as LogProbsChunk : null;
            Write(chunks[i], told?.LogProbs);
            i += told is not null && chunks[i] is TextChunk { Text.Length: > 0 } ? 1 : 0;
        }
    }

    /// <summary>Ends what is open and writes the whole response.</summary>
    public void WriteEnd(IBufferWriter<byte> output)
    {
        _output = output;
        Begin();
        Close();
        var status = ResponsesAnswerWriter.Status(_finish);
        foreach (var call in _calls.Values.OrderBy(call => call.Index))
        {
            End(call, status == "completed" || call.Index < _items.Count - 1 ? "completed" : "incomplete");
        }

        var whole = new ArrayBufferWriter<byte>(1024);
        _writer.Reset(whole);
        ResponsesAnswerWriter.Write(_writer, _head, _items, _finish, _usage, _lost);
        _writer.Flush();
        Response = whole.WrittenMemory;
        Event("response." + status, () =>
        {
            _writer.WritePropertyName("response");
            _writer.WriteRawValue(Response.Span, skipInputValidation: true);
        });
    }

    /// <summary>Writes an error as the event after which the stream breaks off: SDKs raise on it.</summary>
    public void WriteError(IBufferWriter<byte> output, CallError error)
    {
        _output = output;
        Event("error", () =>
        {
            _writer.WriteString("code", error.Code ?? error.Kind.Code());
            _writer.WriteString("message", error.Message);
            _writer.WriteString("param", error.Param);
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void Begin()
    {
        if (_begun)
        {
            return;
        }

        _begun = true;
        foreach (var type in new[] { "response.created", "response.in_progress" })
        {
            Event(type, () =>
            {
                _writer.WritePropertyName("response");
                ResponsesAnswerWriter.WriteBegun(_writer, _head);
            });
        }
    }

    private void Write(ChatChunk chunk, LogProbs? told)
    {
        switch (chunk)
        {
            case StartChunk start:
                _head = _begun ? _head : _head with { Created = start.Created ?? _head.Created };
                Begin();
                break;
            case TextChunk text:
                WriteText(text, told);
                break;
            case LogProbsChunk late:
                if (late.LogProbs.Content is { Count: > 0 })
                {
                    Delta(Message(refusal: false), "", late.LogProbs);
                }

                break;
            case RefusalChunk refusal:
                Message(refusal: true);
                _text.Append(refusal.Text);
                Piece("response.refusal.delta", _open!, () => _writer.WriteString("delta", refusal.Text));
                break;
            case ReasoningChunk reasoning:
                WriteReasoning(reasoning);
                break;
            case ToolCallChunk call:
                WriteCall(call);
                break;
            case ArgumentsChunk arguments when _calls.TryGetValue(arguments.Call, out var item):
                var asked = (ToolCallPart)item.Parts[0];
                item.Parts[0] = asked with { Arguments = asked.Arguments + arguments.Arguments };
                Piece(asked.FreeForm ? "response.custom_tool_call_input.delta" : "response.function_call_arguments.delta", item, () => _writer.WriteString("delta", arguments.Arguments));
                break;
            case AnnotationChunk annotation:
                WriteAnnotation(annotation.Annotation);
                break;
            case PartChunk part when new OutputItemWriter(_writer, _lost).IsCarried(part.Part):
                Close();
                End(Add(OutputItems.Kind(part.Part), part.Part), "completed");
                break;
            case AudioChunk:
                _lost.Add("audio");
                break;
            case FinishChunk finish:
                _finish = finish.Finish;
                if (finish.StopSequence is not null)
                {
                    _lost.Add("stop_sequence");
                }

                break;
            case UsageChunk usage:
                _usage = usage.Usage;
                break;
            default:
                break;
        }
    }

    private void WriteText(TextChunk text, LogProbs? told)
    {
        if (text.Signature is { } signature)
        {
            // Its words have gone out already where it comes at their end: then it is of an empty text behind them.
            Close();
            Seal(signature);
            var empty = Message(refusal: false);
            empty.Parts[^1] = empty.Parts[^1] with { Signature = null };
        }

        if (text.Text.Length > 0)
        {
            Delta(Message(refusal: false), text.Text, told);
        }
    }

    private void Delta(OutputItem message, string text, LogProbs? told)
    {
        _text.Append(text);
        message.LogProbs.AddRange(told?.Content ?? []);
        Piece("response.output_text.delta", message, () =>
        {
            _writer.WriteString("delta", text);
            LogProbsCodec.WriteList(_writer, "logprobs", told?.Content ?? []);
        });
    }

    private void WriteReasoning(ReasoningChunk chunk)
    {
        if (_open is not { Kind: "rs" })
        {
            Close();
            _open = Add("rs", new ReasoningPart(""));
            Added(_open);
        }

        var item = _open;
        if (chunk.Text.Length > 0)
        {
            if (_text.Length == 0)
            {
                Summary("response.reasoning_summary_part.added", item, () => WriteSummary(""));
            }

            _text.Append(chunk.Text);
            Summary("response.reasoning_summary_text.delta", item, () => _writer.WriteString("delta", chunk.Text));
        }

        if (chunk.Signature is not null || chunk.Opaque is not null)
        {
            item.Parts[0] = (ReasoningPart)item.Parts[0] with { Signature = chunk.Signature, Opaque = chunk.Opaque };
            Close();
        }
    }

    private void WriteCall(ToolCallChunk call)
    {
        Close();
        if (call.Signature is { } signature)
        {
            Seal(signature);
        }

        var part = new ToolCallPart(call.Id, call.Name, "") { FreeForm = call.FreeForm };
        var item = Add(OutputItems.Kind(part), part);
        _calls[call.Call] = item;
        Added(item);
    }

    // What must come back with the next item, in one of its own.
    private void Seal(string signature)
    {
        var item = Add("rs", new ReasoningPart("") { Opaque = ReasoningSeal.OfNext + signature });
        Added(item);
        End(item, "completed");
    }

    private void WriteAnnotation(Annotation annotation)
    {
        if (!ResponsesAnnotations.IsCarried(annotation))
        {
            _lost.Add("annotation");
            return;
        }

        var message = Message(refusal: false);
        var text = (TextPart)message.Parts[^1];
        message.Parts[^1] = text with { Annotations = [.. text.Annotations, annotation] };
        Piece("response.output_text.annotation.added", message, () =>
        {
            _writer.WriteNumber("annotation_index", text.Annotations.Count);
            _writer.WritePropertyName("annotation");
            ResponsesAnnotations.Write(_writer, annotation);
        });
    }

    /// <summary>The message that is open, at a piece of the wanted kind.</summary>
    private OutputItem Message(bool refusal)
    {
        if (_open is not { Kind: "msg" })
        {
            Close();
            _open = new OutputItem("msg", _head.ItemId("msg", _items.Count), _items.Count);
            _items.Add(_open);
            Added(_open);
        }

        if (_open.Parts is not [.., var last] || last is RefusalPart != refusal)
        {
            EndPiece(_open);
            _open.Parts.Add(refusal ? new RefusalPart("") : new TextPart(""));
            Piece("response.content_part.added", _open, () => WritePart(_open.Parts[^1]));
        }

        return _open;
    }

    private OutputItem Add(string kind, Part part)
    {
        var item = new OutputItem(kind, _head.ItemId(kind, _items.Count), _items.Count);
        item.Parts.Add(part);
        _items.Add(item);
        return item;
    }

    private void Close()
    {
        if (_open is { } item)
        {
            _open = null;
            if (item.Kind == "msg")
            {
                EndPiece(item);
            }
            else if (_text.Length > 0)
            {
                EndSummary(item);
            }

            End(item, "completed");
        }
    }

    private void EndPiece(OutputItem item)
    {
        if (item.Parts is not [.., var last])
        {
            return;
        }

        var text = _text.ToString();
        _text.Clear();
        item.Parts[^1] = last is RefusalPart ? new RefusalPart(text) : (TextPart)last with { Text = text };
        Piece(last is RefusalPart ? "response.refusal.done" : "response.output_text.done", item, () =>
        {
            _writer.WriteString(last is RefusalPart ? "refusal" : "text", text);
            if (last is TextPart)
            {
                LogProbsCodec.WriteList(_writer, "logprobs", item.LogProbs);
            }
        });
        Piece("response.content_part.done", item, () => WritePart(item.Parts[^1], item.LogProbs));
    }

    private void EndSummary(OutputItem item)
    {
        var text = _text.ToString();
        _text.Clear();
        item.Parts[0] = (ReasoningPart)item.Parts[0] with { Text = text };
        Summary("response.reasoning_summary_text.done", item, () => _writer.WriteString("text", text));
        Summary("response.reasoning_summary_part.done", item, () => WriteSummary(text));
    }

    private void End(OutputItem item, string status)
    {
        if (item.Parts is [ToolCallPart call])
        {
            Piece(call.FreeForm ? "response.custom_tool_call_input.done" : "response.function_call_arguments.done", item, () =>
            {
                if (!call.FreeForm)
                {
                    _writer.WriteString("name", call.Name);
                }

                _writer.WriteString(call.FreeForm ? "input" : "arguments", call.Arguments);
            });
        }
        else if (item.Parts is [ImagePart or OtherPart])
        {
            Added(item);
        }

        Item("response.output_item.done", item, status);
    }

    private void Added(OutputItem item) => Item("response.output_item.added", item, "in_progress");

    private void Item(string type, OutputItem item, string status) => Event(type, () =>
    {
        _writer.WriteNumber("output_index", item.Index);
        _writer.WritePropertyName("item");
        new OutputItemWriter(_writer, _lost).Write(item, status);
    });

    private void Summary(string type, OutputItem item, Action write) => Event(type, () =>
    {
        _writer.WriteString("item_id", item.Id);
        _writer.WriteNumber("output_index", item.Index);
        _writer.WriteNumber("summary_index", 0);
        write();
    });

    private void Piece(string type, OutputItem item, Action write) => Event(type, () =>
    {
        _writer.WriteString("item_id", item.Id);
        _writer.WriteNumber("output_index", item.Index);
        if (item.Kind == "msg")
        {
            _writer.WriteNumber("content_index", item.Parts.Count - 1);
        }

        write();
    });

    private void WritePart(Part part, List<TokenLogProb>? told = null)
    {
        _writer.WritePropertyName("part");
        new OutputItemWriter(_writer, _lost).WritePart(part, told ?? []);
    }

    private void WriteSummary(string text)
    {
        _writer.WritePropertyName("part");
        new OutputItemWriter(_writer, _lost).WriteSummary(text);
    }

    private void Event(string type, Action write)
    {
        _output.Write("event: "u8);
        _output.Write(Encoding.ASCII.GetBytes(type));
        _output.Write("\ndata: "u8);
        _writer.Reset(_output);
        _writer.WriteStartObject();
        _writer.WriteString("type", type);
        write();
        _writer.WriteNumber("sequence_number", _number++);
        _writer.WriteEndObject();
        _writer.Flush();
        _output.Write("\n\n"u8);
    }
}
