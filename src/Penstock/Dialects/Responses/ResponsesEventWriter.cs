using System.Buffers;
using System.Text;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Responses;

/// <summary>
/// Writes the events of one streamed response, each numbered, in the order OpenAI writes them: created, in progress; of each item its beginning,
/// its pieces and its end; at last the whole response. Reasoning and messages end where something else begins; tool calls, whose
/// arguments may alternate, at the end.
/// </summary>
internal sealed class ResponsesEventWriter : IDisposable
{
    private readonly Losses _lost = new();
    private readonly EventOutput _events;
    private readonly List<OutputItem> _items = [];
    private readonly Dictionary<int, OutputItem> _calls = [];
    private readonly StringBuilder _text = new();
    private OutputItem? _open;
    private ResponseHead _head;
    private Finish? _finish;
    private bool _refused;
    private TokenUsage? _usage;
    private bool _begun;

    /// <summary>Writes a stream.</summary>
    /// <param name="head">What the response begins with.</param>
    public ResponsesEventWriter(ResponseHead head) => (_head, _events) = (head, new EventOutput(_lost));

    /// <summary>What could not be carried so far.</summary>
    public Losses Lost => _lost;

    /// <summary>The whole response, once <see cref="WriteEnd"/> wrote it.</summary>
    public ReadOnlyMemory<byte> Response { get; private set; }

    /// <summary>Writes chunks.</summary>
    public void Write(IBufferWriter<byte> output, IReadOnlyList<ChatChunk> chunks)
    {
        _events.To(output);
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
        _events.To(output);
        Begin();
        Close();
        var status = ResponsesAnswerWriter.Status(_finish);
        foreach (var call in _calls.Values.OrderBy(call => call.Index))
        {
            End(call, status == "completed" || call.Index < _items.Count - 1 ? "completed" : "incomplete");
        }

        var whole = new ArrayBufferWriter<byte>(1024);
        _events.Writer.Reset(whole);
        ResponsesAnswerWriter.Write(_events.Writer, _head, _items, _finish, _usage, _lost);
        _events.Writer.Flush();
        Response = whole.WrittenMemory;
        _events.Event("response." + status, () =>
        {
            _events.Writer.WritePropertyName("response");
            _events.Writer.WriteRawValue(Response.Span, skipInputValidation: true);
        });
    }

    /// <summary>Writes an error as the event after which the stream breaks off: SDKs raise on it.</summary>
    public void WriteError(IBufferWriter<byte> output, CallError error)
    {
        _events.To(output);
        _events.Event("error", () =>
        {
            _events.Writer.WriteString("code", error.Code ?? error.Kind.Code());
            _events.Writer.WriteString("message", error.Message);
            _events.Writer.WriteString("param", error.Param);
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _events.Dispose();

    private void Begin()
    {
        if (_begun)
        {
            return;
        }

        _begun = true;
        foreach (var type in new[] { "response.created", "response.in_progress" })
        {
            _events.Event(type, () =>
            {
                _events.Writer.WritePropertyName("response");
                ResponsesAnswerWriter.WriteBegun(_events.Writer, _head);
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
                _refused = true;
                Message(refusal: true);
                _text.Append(refusal.Text);
                _events.Piece("response.refusal.delta", _open!, () => _events.Writer.WriteString("delta", refusal.Text));
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
                _events.Piece(asked.FreeForm ? "response.custom_tool_call_input.delta" : "response.function_call_arguments.delta", item, () => _events.Writer.WriteString("delta", arguments.Arguments));
                break;
            case AnnotationChunk annotation:
                WriteAnnotation(annotation.Annotation);
                break;
            case PartChunk part when new OutputItemWriter(_events.Writer, _lost).IsCarried(part.Part):
                Close();
                End(Add(OutputItems.Kind(part.Part), part.Part), "completed");
                break;
            case AudioChunk:
                _lost.Add("audio");
                break;
            case FinishChunk finish:
                ResponsesAnswerWriter.NameFinish(_lost, finish.Finish, _refused);
                _finish = ResponsesAnswerWriter.Told(finish.Finish, _refused);
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
        _events.Piece("response.output_text.delta", message, () =>
        {
            _events.Writer.WriteString("delta", text);
            LogProbsCodec.WriteList(_events.Writer, "logprobs", told?.Content ?? []);
        });
    }

    private void WriteReasoning(ReasoningChunk chunk)
    {
        if (_open is not { Kind: "rs" })
        {
            Close();
            _open = Add("rs", new ReasoningPart(""));
            _events.Added(_open);
        }

        var item = _open;
        if (chunk.Text.Length > 0)
        {
            if (_text.Length == 0)
            {
                _events.Summary("response.reasoning_summary_part.added", item, () => _events.WriteSummary(""));
            }

            _text.Append(chunk.Text);
            _events.Summary("response.reasoning_summary_text.delta", item, () => _events.Writer.WriteString("delta", chunk.Text));
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
        _events.Added(item);
    }

    // What must come back with the next item, in one of its own.
    private void Seal(string signature)
    {
        var item = Add("rs", new ReasoningPart("") { Opaque = ReasoningSeal.OfNext + signature });
        _events.Added(item);
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
        _events.Piece("response.output_text.annotation.added", message, () =>
        {
            _events.Writer.WriteNumber("annotation_index", text.Annotations.Count);
            _events.Writer.WritePropertyName("annotation");
            ResponsesAnnotations.Write(_events.Writer, annotation);
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
            _events.Added(_open);
        }

        if (_open.Parts is not [.., var last] || last is RefusalPart != refusal)
        {
            EndPiece(_open);
            _open.Parts.Add(refusal ? new RefusalPart("") : new TextPart(""));
            _events.Piece("response.content_part.added", _open, () => _events.WritePart(_open.Parts[^1], []));
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
        _events.Piece(last is RefusalPart ? "response.refusal.done" : "response.output_text.done", item, () =>
        {
            _events.Writer.WriteString(last is RefusalPart ? "refusal" : "text", text);
            if (last is TextPart)
            {
                LogProbsCodec.WriteList(_events.Writer, "logprobs", item.LogProbs);
            }
        });
        _events.Piece("response.content_part.done", item, () => _events.WritePart(item.Parts[^1], item.LogProbs));
    }

    private void EndSummary(OutputItem item)
    {
        var text = _text.ToString();
        _text.Clear();
        item.Parts[0] = (ReasoningPart)item.Parts[0] with { Text = text };
        _events.Summary("response.reasoning_summary_text.done", item, () => _events.Writer.WriteString("text", text));
        _events.Summary("response.reasoning_summary_part.done", item, () => _events.WriteSummary(text));
    }

    private void End(OutputItem item, string status)
    {
        if (item.Parts is [ToolCallPart call])
        {
            _events.Piece(call.FreeForm ? "response.custom_tool_call_input.done" : "response.function_call_arguments.done", item, () =>
            {
                if (!call.FreeForm)
                {
                    _events.Writer.WriteString("name", call.Name);
                }

                _events.Writer.WriteString(call.FreeForm ? "input" : "arguments", call.Arguments);
            });
        }
        else if (item.Parts is [ImagePart or OtherPart])
        {
            _events.Added(item);
        }

        _events.Done(item, status);
    }
}
