using System.Text;
using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Anthropic;

/// <summary>
/// Reads the events of one streamed answer into chunks. It remembers the block that is open, since deltas name it by its number only; a
/// block that has no canonical form comes as one chunk when it has ended.
/// </summary>
internal sealed class MessageEventReader
{
    private readonly Dictionary<int, Block> _open = [];
    private UsageCounts _counts;
    private int _calls;

    /// <summary>Appends the chunks of an event; false when the data is no event of this dialect.</summary>
    public bool TryRead(ReadOnlyMemory<byte> data, List<ChatChunk> chunks)
    {
        if (DeltaFastReader.TryRead(data.Span, out var fast))
        {
            Add(fast, chunks);
            return true;
        }

        using var document = WireJson.Parse(data, out _);
        if (document?.RootElement.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        // Mistakes of a provider in what is optional are passed over, so the list is not looked at.
        var members = new Members(document.RootElement, "", new Mistakes(AnthropicDialect.Name));
        switch (members.Text("type"))
        {
            case "message_start" when members.Object("message") is { } message:
                chunks.Add(new StartChunk { Id = message.Text("id"), Model = message.Text("model") });
                ReadUsage(message, chunks);
                return true;
            case "content_block_start" when members.Object("content_block") is { } block:
                Start(members.Int("index") ?? 0, block, chunks);
                return true;
            case "content_block_delta" when members.Object("delta") is { } delta:
                Add(members.Int("index") ?? 0, delta, chunks);
                return true;
            case "content_block_stop":
                Stop(members.Int("index") ?? 0, chunks);
                return true;
            case "message_delta":
                ReadEnd(members, chunks);
                return true;
            case "message_stop" or "ping":
                return true;
            default:
                return false;
        }
    }

    private void ReadUsage(Members members, List<ChatChunk> chunks)
    {
        if (members.Object("usage") is not { } usage)
        {
            return;
        }

        var reader = new Utf8JsonReader(usage.Utf8Json);
        reader.Read();
        _counts.Take(ref reader);
        if (_counts.Usage is { } told)
        {
            chunks.Add(new UsageChunk(told));
        }
    }

    private void ReadEnd(Members members, List<ChatChunk> chunks)
    {
        if (members.Object("delta") is { } delta && delta.Text("stop_reason") is { } word)
        {
            var sequence = delta.Text("stop_sequence");
            chunks.Add(new FinishChunk(StopReasons.Read(word, sequence)) { StopSequence = sequence });
        }

        ReadUsage(members, chunks);
    }

    private void Start(int index, Members block, List<ChatChunk> chunks)
    {
        switch (block.Text("type"))
        {
            case "text":
                AddText(block.Text("text"), chunks);
                foreach (var citation in block.Objects("citations") ?? [])
                {
                    chunks.Add(new AnnotationChunk(CitationCodec.Read(citation)));
                }

                break;
            case "thinking":
                AddReasoning(block.Text("thinking"), block.Text("signature"), chunks);
                break;
            case "redacted_thinking":
                chunks.Add(new ReasoningChunk("") { Opaque = block.Text("data") });
                break;
            case "tool_use":
                var call = _calls++;
                chunks.Add(new ToolCallChunk(call, block.Text("id") ?? "", block.Text("name") ?? "") { Signature = block.Text("signature") });
                _open[index] = new Block(call, block.ObjectJson("input") ?? "{}", null);
                break;
            default:
                _open[index] = new Block(null, "", block.Json);
                break;
        }
    }

    private void Add(int index, Members delta, List<ChatChunk> chunks)
    {
        switch (delta.Text("type"))
        {
            case "text_delta":
                AddText(delta.Text("text"), chunks);
                break;
            case "thinking_delta":
                AddReasoning(delta.Text("thinking"), null, chunks);
                break;
            case "signature_delta":
                AddReasoning(null, delta.Text("signature"), chunks);
                break;
            case "citations_delta" when delta.Object("citation") is { } citation:
                chunks.Add(new AnnotationChunk(CitationCodec.Read(citation)));
                break;
            case "input_json_delta":
                AddInput(index, delta.Text("partial_json"), chunks);
                break;
            default:
                break;
        }
    }

    private void Add(in DeltaFastReader delta, List<ChatChunk> chunks)
    {
        if (delta.IsText)
        {
            AddText(delta.Value, chunks);
        }
        else if (delta.IsThinking)
        {
            AddReasoning(delta.Value, null, chunks);
        }
        else
        {
            AddInput(delta.Index, delta.Value, chunks);
        }
    }

    private void AddInput(int index, string? json, List<ChatChunk> chunks)
    {
        if (json is not { Length: > 0 } || !_open.TryGetValue(index, out var block))
        {
            return;
        }

        block.HasInput = true;
        if (block.Call is { } call)
        {
            chunks.Add(new ArgumentsChunk(call, json));
        }
        else
        {
            block.Input.Append(json);
        }
    }

    private void Stop(int index, List<ChatChunk> chunks)
    {
        if (!_open.Remove(index, out var block))
        {
            return;
        }

        if (block.Call is { } call)
        {
            if (!block.HasInput)
            {
                // DIALECT: arguments without a member come without a delta; elsewhere no text is no JSON.
                chunks.Add(new ArgumentsChunk(call, block.Begun));
            }

            return;
        }

        var whole = JsonElement.Parse(block.Whole!);
        chunks.Add(new PartChunk(new OtherPart(
            AnthropicDialect.Name,
            whole.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString()! : "",
            !block.HasInput ? block.Whole! : WithInput(whole, block.Input.ToString()))));
    }

    // What a server's tool is asked came in pieces.
    private static string WithInput(JsonElement block, string input)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WireJson.WriterOptions))
        {
            writer.WriteStartObject();
            foreach (var member in block.EnumerateObject().Where(member => !member.NameEquals("input")))
            {
                member.WriteTo(writer);
            }

            BlockWriter.WriteInput(writer, input, new Losses());
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void AddText(string? text, List<ChatChunk> chunks)
    {
        if (text is { Length: > 0 })
        {
            chunks.Add(new TextChunk(text));
        }
    }

    private static void AddReasoning(string? text, string? signature, List<ChatChunk> chunks)
    {
        if (text is { Length: > 0 } || signature is { Length: > 0 })
        {
            chunks.Add(new ReasoningChunk(text ?? "") { Signature = signature is { Length: > 0 } ? signature : null });
        }
    }

    // A block whose pieces belong together: a tool call by its number, or one that is kept whole.
    private sealed record Block(int? Call, string Begun, string? Whole)
    {
        public StringBuilder Input { get; } = new();

        public bool HasInput { get; set; }
    }
}
