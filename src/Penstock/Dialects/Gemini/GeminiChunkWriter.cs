using System.Buffers;
using System.Text;
using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Gemini;

/// <summary>
/// Writes the responses of one streamed answer, as events or as one JSON array. Text goes at once; a function call when it is whole; why each
/// candidate ended, and the usage, last: since there is no terminal event, an answer that broke off must never have said that it ended.
/// </summary>
/// <param name="model">The model's public name.</param>
/// <param name="id">The id, unless the answer has one of its own.</param>
/// <param name="array">Whether it is one JSON array.</param>
internal sealed class GeminiChunkWriter(string model, string id, bool array) : IDisposable
{
    private readonly Utf8JsonWriter _writer = new(Stream.Null, WireJson.WriterOptions);
    private readonly List<(int Choice, int Call, ToolCallChunk Start, StringBuilder Arguments)> _open = [];
    private readonly SortedDictionary<int, FinishChunk> _finishes = [];
    private readonly Losses _lost = new();
    private CallNames? _calls;
    private string? _id;
    private DateTimeOffset? _created;
    private TokenUsage? _usage;
    private bool _begun;
    private int? _choice;

    /// <summary>What could not be carried so far.</summary>
    public Losses Lost => _lost;

    private string Id => _id ?? id;

    /// <summary>Writes chunks; those of one candidate that follow each other share an event.</summary>
    public void Write(IBufferWriter<byte> output, IReadOnlyList<ChatChunk> chunks)
    {
        foreach (var chunk in chunks)
        {
            Take(output, chunk);
        }

        CloseEvent();
    }

    /// <summary>Writes how the candidates ended, and the usage; and closes the array.</summary>
    public void WriteEnd(IBufferWriter<byte> output)
    {
        foreach (var choice in _open.Select(call => call.Choice).Distinct().ToArray())
        {
            WriteCalls(output, choice);
        }

        CloseEvent();
        if (_finishes.Count > 0 || _usage is not null)
        {
            Begin(output);
            foreach (var (choice, chunk) in _finishes)
            {
                // DIALECT: Google's last event has content too, and clients have come to expect it.
                _writer.WriteStartObject();
                _writer.WriteStartObject("content");
                _writer.WriteStartArray("parts");
                _writer.WriteStartObject();
                _writer.WriteString("text", "");
                _writer.WriteEndObject();
                _writer.WriteEndArray();
                _writer.WriteString("role", "model");
                _writer.WriteEndObject();
                GeminiFinish.Write(_writer, chunk.Finish, Lost);
                _writer.WriteNumber("index", choice);
                _writer.WriteEndObject();
            }

            _writer.WriteEndArray();
            if (_usage is { } usage)
            {
                _writer.WritePropertyName("usageMetadata");
                GeminiUsage.Write(_writer, usage);
                AnswerLosses.Usage(Lost, usage, cacheWrite: false, reasoning: true);
            }

            End();
        }

        if (array)
        {
            output.Write(_begun ? "]"u8 : "[]"u8);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void Take(IBufferWriter<byte> output, ChatChunk chunk)
    {
        switch (chunk)
        {
            case UsageChunk usage:
                _usage = usage.Usage;
                break;
            case StartChunk start:
                _id ??= start.Id;
                _created ??= start.Created;
                break;
            case FinishChunk finish:
                WriteCalls(output, finish.Choice);
                _finishes[finish.Choice] = finish;
                if (finish.StopSequence is not null)
                {
                    _lost.Add("stop_sequence");
                }

                break;
            case ToolCallChunk call:
                _open.Add((call.Choice, call.Call, call, new StringBuilder()));
                break;
            case ArgumentsChunk more:
                _open.FindLast(call => call.Choice == more.Choice && call.Call == more.Call).Arguments?.Append(more.Arguments);
                break;
            case AnnotationChunk:
                _lost.Add("annotation");
                break;
            case LogProbsChunk logProbs:
                WriteLogProbs(output, logProbs);
                break;
            default:
                if (Part(chunk) is { } part)
                {
                    WriteCalls(output, chunk.Choice);
                    WritePart(output, chunk.Choice, part);
                }

                break;
        }
    }

    private Part? Part(ChatChunk chunk)
    {
        switch (chunk)
        {
            case TextChunk text:
                return text.Text.Length > 0 || text.Signature is not null ? new TextPart(text.Text) { Signature = text.Signature } : null;
            case RefusalChunk refusal:
                _lost.Add("refusal");
                return new TextPart(refusal.Text);
            case ReasoningChunk reasoning:
                return new ReasoningPart(reasoning.Text) { Signature = reasoning.Signature, Opaque = reasoning.Opaque };
            case PartChunk { Part: var whole }:
                if (whole is OtherPart { Dialect: not GeminiDialect.Name } other)
                {
                    _lost.Add($"{other.Dialect}:{other.Type}");
                    return null;
                }

                return whole;
            case AudioChunk { Base64: { } sound }:
                return new AudioPart(new MediaInline(null, sound));
            default:
                _lost.Add("audio");
                return null;
        }
    }

    private void WriteCalls(IBufferWriter<byte> output, int choice)
    {
        for (var i = 0; i < _open.Count; i++)
        {
            var (of, _, start, arguments) = _open[i];
            if (of == choice)
            {
                WritePart(output, choice, new ToolCallPart(start.Id, start.Name, arguments.ToString()) { FreeForm = start.FreeForm, Signature = start.Signature });
            }
        }

        _open.RemoveAll(call => call.Choice == choice);
    }

    private void WritePart(IBufferWriter<byte> output, int choice, Part part)
    {
        if (part is ReasoningPart { Text.Length: 0, Signature: null })
        {
            // What only its own provider can read.
            _lost.Add("reasoning.opaque");
            return;
        }

        if (_choice != choice)
        {
            CloseEvent();
            Begin(output);
            _writer.WriteStartObject();
            _writer.WriteStartObject("content");
            _writer.WriteStartArray("parts");
            _choice = choice;
        }

        _calls ??= new CallNames(Id);
        new GeminiPartWriter(_writer, _calls, _lost, answer: true).Write(part, "");
    }

    private void WriteLogProbs(IBufferWriter<byte> output, LogProbsChunk chunk)
    {
        CloseEvent();
        Begin(output);
        _writer.WriteStartObject();
        _writer.WriteNumber("index", chunk.Choice);
        GeminiLogProbs.Write(_writer, chunk.LogProbs, _lost);
        _writer.WriteEndObject();
        _writer.WriteEndArray();
        End();
    }

    private void CloseEvent()
    {
        if (_choice is not { } choice)
        {
            return;
        }

        _choice = null;
        _writer.WriteEndArray();
        _writer.WriteString("role", "model");
        _writer.WriteEndObject();
        _writer.WriteNumber("index", choice);
        _writer.WriteEndObject();
        _writer.WriteEndArray();
        End();
    }

    private IBufferWriter<byte>? _output;

    private void Begin(IBufferWriter<byte> output)
    {
        _output = output;
        output.Write(!array ? "data: "u8 : _begun ? ",\r\n"u8 : "["u8);
        _begun = true;
        _writer.Reset(output);
        _writer.WriteStartObject();
        _writer.WriteStartArray("candidates");
    }

    private void End()
    {
        GeminiAnswerWriter.WriteHead(_writer, model, _created, Id);
        _writer.WriteEndObject();
        _writer.Flush();
        if (!array)
        {
            _output!.Write("\r\n\r\n"u8);
        }
    }
}
