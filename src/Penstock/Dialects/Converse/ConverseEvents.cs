using System.Buffers;
using System.Text;
using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Converse;

/// <summary>
/// Writes the events of a streamed answer: <c>start</c>, <c>text</c>, <c>reasoning</c>, <c>refusal</c>, <c>tool_call</c>, <c>arguments</c>, <c>part</c>, <c>finish</c>, and
/// <c>end</c> with the usage, which is the last. A stream that fails has <c>error</c> instead.
/// </summary>
/// <param name="model">The model's public name.</param>
/// <param name="id">The id, unless the provider gave one.</param>
internal sealed class ConverseEvents(string model, string id) : IDisposable
{
    private readonly Utf8JsonWriter _writer = new(Stream.Null, WireJson.WriterOptions);
    private bool _started;
    private TokenUsage? _usage;

    /// <summary>What could not be carried so far.</summary>
    public Losses Lost { get; } = new();

    /// <summary>Writes chunks, one event each.</summary>
    public void Write(IBufferWriter<byte> output, IReadOnlyList<ChatChunk> chunks)
    {
        foreach (var chunk in chunks)
        {
            if (chunk.Choice > 0)
            {
                Lost.Add("choices");
                continue;
            }

            Write(output, chunk);
        }
    }

    /// <summary>Writes the last event.</summary>
    public void WriteEnd(IBufferWriter<byte> output)
    {
        Begin(output, "end");
        ConverseAnswer.WriteUsage(_writer, _usage);
        End(output);
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void Write(IBufferWriter<byte> output, ChatChunk chunk)
    {
        if (!_started && chunk is not UsageChunk)
        {
            _started = true;
            Begin(output, "start");
            _writer.WriteString("id", (chunk as StartChunk)?.Id ?? id);
            _writer.WriteString("model", model);
            End(output);
        }

        switch (chunk)
        {
            case UsageChunk usage:
                _usage = usage.Usage;
                break;
            case StartChunk:
                break;
            case TextChunk { Text.Length: 0, Signature: null }:
                break;
            case TextChunk text:
                Text(output, "text", text.Text, text.Signature, null);
                break;
            case RefusalChunk refusal:
                Text(output, "refusal", refusal.Text, null, null);
                break;
            case ReasoningChunk reasoning:
                Text(output, "reasoning", reasoning.Text, reasoning.Signature, reasoning.Opaque);
                break;
            case ToolCallChunk call:
                Begin(output, "tool_call");
                _writer.WriteNumber("index", call.Call);
                _writer.WriteString("id", call.Id);
                _writer.WriteString("name", call.Name);
                _writer.WriteText("signature", call.Signature);
                End(output);
                break;
            case ArgumentsChunk more:
                Begin(output, "arguments");
                _writer.WriteNumber("index", more.Call);
                _writer.WriteString("arguments", more.Arguments);
                End(output);
                break;
            case PartChunk part:
                WritePart(output, part);
                break;
            case FinishChunk finish:
                Begin(output, "finish");
                _writer.WriteString("finish_reason", ConverseAnswer.FinishWord(finish.Finish));
                _writer.WriteString("stop_sequence", finish.StopSequence);
                End(output);
                break;
            default:
                Lost.Add(chunk switch { AudioChunk => "audio", AnnotationChunk => "annotations", LogProbsChunk => "logprobs", _ => chunk.GetType().Name });
                break;
        }
    }

    private void Text(IBufferWriter<byte> output, string type, string text, string? signature, string? opaque)
    {
        Begin(output, type);
        _writer.WriteString("text", text);
        _writer.WriteText("signature", signature);
        _writer.WriteText("opaque", opaque);
        End(output);
    }

    private void WritePart(IBufferWriter<byte> output, PartChunk chunk)
    {
        if (chunk.Part is Domain.Conversations.OtherPart other)
        {
            Lost.Add($"{other.Dialect}:{other.Type}");
            return;
        }

        Begin(output, "part");
        _writer.WritePropertyName("part");
        ConverseParts.Write(_writer, chunk.Part);
        End(output);
    }

    private void Begin(IBufferWriter<byte> output, string type)
    {
        output.Write("event: "u8);
        Encoding.UTF8.GetBytes(type, output);
        output.Write("\ndata: "u8);
        _writer.Reset(output);
        _writer.WriteStartObject();
    }

    private void End(IBufferWriter<byte> output)
    {
        _writer.WriteEndObject();
        _writer.Flush();
        output.Write("\n\n"u8);
    }
}
