using Penstock.Dialects.Json;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Responses;

/// <summary>Reads the events of a streamed response into chunks. One instance reads one stream, in order.</summary>
internal sealed class ResponsesEventReader
{
    private readonly Dictionary<long, int> _calls = [];
    private readonly HashSet<long> _argued = [];
    private readonly HashSet<long> _thought = [];
    private string? _signature;

    /// <summary>Appends the chunks of one event; one that says nothing new gives none.</summary>
    public void Read(ReadOnlyMemory<byte> data, List<ChatChunk> chunks)
    {
        using var document = WireJson.Parse(data, out _);
        if (document?.RootElement.ValueKind != System.Text.Json.JsonValueKind.Object)
        {
            return;
        }

        // Mistakes of a provider in what is optional are passed over, so the list is not looked at.
        var said = new Members(document.RootElement, "", new Mistakes(ResponsesDialect.Name));
        var index = said.Whole("output_index") ?? 0;
        switch (said.Text("type"))
        {
            case "response.created" when said.Object("response") is { } begun:
                chunks.Add(new StartChunk { Id = begun.Text("id"), Created = begun.Time("created_at"), Model = begun.Text("model") });
                break;
            case "response.output_item.added" when said.Object("item") is { } item:
                ReadAdded(item, index, chunks);
                break;
            case "response.output_item.done" when said.Object("item") is { } item:
                ReadDone(item, index, chunks);
                break;
            case "response.output_text.delta":
                ReadText(said, chunks);
                break;
            case "response.refusal.delta" when said.Text("delta") is { Length: > 0 } refusal:
                chunks.Add(new RefusalChunk(refusal));
                break;
            case "response.reasoning_summary_part.added" when said.Whole("summary_index") > 0:
                chunks.Add(new ReasoningChunk("\n\n"));
                break;
            case "response.reasoning_summary_text.delta" or "response.reasoning_text.delta" when said.Text("delta") is { Length: > 0 } reasoning:
                _thought.Add(index);
                chunks.Add(new ReasoningChunk(reasoning));
                break;
            case "response.function_call_arguments.delta" or "response.custom_tool_call_input.delta" when said.Text("delta") is { Length: > 0 } arguments:
                AddArguments(index, arguments, chunks);
                break;
            case "response.output_text.annotation.added" when said.Object("annotation") is { } annotation:
                chunks.Add(new AnnotationChunk(ResponsesAnnotations.Read(annotation)));
                break;
            case "response.completed" or "response.incomplete" when said.Object("response") is { } ended:
                ReadEnd(ended, chunks);
                break;
            default:
                break;
        }
    }

    private static void ReadText(Members said, List<ChatChunk> chunks)
    {
        if (said.Text("delta") is { Length: > 0 } text)
        {
            chunks.Add(new TextChunk(text));
        }

        if (LogProbsCodec.ReadList(said, "logprobs") is { Count: > 0 } told)
        {
            chunks.Add(new LogProbsChunk(new LogProbs { Content = told }));
        }
    }

    private void ReadAdded(Members item, long index, List<ChatChunk> chunks)
    {
        var type = item.Text("type");
        if (type is not ("function_call" or "custom_tool_call"))
        {
            return;
        }

        var number = _calls[index] = _calls.Count;
        chunks.Add(new ToolCallChunk(number, item.Text("call_id") ?? "", item.Text("name") ?? "") { FreeForm = type == "custom_tool_call", Signature = _signature });
        _signature = null;
        if (Arguments(item) is { Length: > 0 } arguments)
        {
            AddArguments(index, arguments, chunks);
        }
    }

    private void ReadDone(Members item, long index, List<ChatChunk> chunks)
    {
        switch (item.Text("type"))
        {
            case "function_call" or "custom_tool_call":
                if (!_calls.ContainsKey(index))
                {
                    ReadAdded(item, index, chunks);
                }
                else if (!_argued.Contains(index) && Arguments(item) is { Length: > 0 } arguments)
                {
                    // DIALECT: some servers stream no deltas of short arguments.
                    AddArguments(index, arguments, chunks);
                }

                break;
            case "reasoning":
                ReadReasoning(item, index, chunks);
                break;
            case "message":
                if (_signature is not null)
                {
                    chunks.Add(new TextChunk("") { Signature = _signature });
                    _signature = null;
                }

                break;
            case { } type:
                var reader = new ItemReader(item.Mistakes);
                reader.Read(item);
                chunks.AddRange(reader.Messages.SelectMany(message => message.Parts).Select(part => new PartChunk(part)));
                break;
            default:
                break;
        }
    }

    private void ReadReasoning(Members item, long index, List<ChatChunk> chunks)
    {
        var reader = new ItemReader(item.Mistakes);
        var content = item.Text("encrypted_content");
        if (content?.StartsWith(ReasoningSeal.OfNext, StringComparison.Ordinal) == true)
        {
            _signature = content[ReasoningSeal.OfNext.Length..];
            return;
        }

        reader.Read(item);
        if (reader.Messages is [{ Parts: [ReasoningPart part] }] && (part.Signature is not null || part.Opaque is not null || !_thought.Contains(index)))
        {
            chunks.Add(new ReasoningChunk(_thought.Contains(index) ? "" : part.Text) { Signature = part.Signature, Opaque = part.Opaque });
        }
    }

    private void ReadEnd(Members ended, List<ChatChunk> chunks)
    {
        if (ResponsesAnswerReader.ReadFinish(ended, _calls.Count > 0) is { } finish)
        {
            chunks.Add(new FinishChunk(finish));
        }

        if (ChatAnswerReader.ReadUsage(ended) is { } usage)
        {
            chunks.Add(new UsageChunk(usage));
        }
    }

    private static string? Arguments(Members item) => item.Text("arguments") ?? item.Text("input");

    private void AddArguments(long index, string arguments, List<ChatChunk> chunks)
    {
        _argued.Add(index);
        if (_calls.TryGetValue(index, out var number))
        {
            chunks.Add(new ArgumentsChunk(number, arguments));
        }
    }
}
