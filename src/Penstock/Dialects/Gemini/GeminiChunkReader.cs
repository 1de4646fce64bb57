using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Gemini;

/// <summary>Reads the responses of one stream into chunks. A function call comes whole; an event without content gives none.</summary>
internal sealed class GeminiChunkReader
{
    private readonly Dictionary<int, int> _calls = [];
    private GeminiPartReader? _parts;

    /// <summary>Appends the chunks of one event; false when the data is no such object.</summary>
    public bool TryRead(ReadOnlyMemory<byte> data, List<ChatChunk> chunks)
    {
        if (TextFastReader.TryRead(data.Span, out var fast) && _calls.ContainsKey(fast.Index))
        {
            if (fast.Text is { Length: > 0 } text)
            {
                chunks.Add(new TextChunk(text) { Choice = fast.Index });
            }

            if (fast.Usage is { } told)
            {
                chunks.Add(new UsageChunk(told));
            }

            return true;
        }

        using var document = WireJson.Parse(data, out _);
        if (GeminiAnswerReader.Open(document) is not { } answer)
        {
            return false;
        }

        var place = 0;
        foreach (var candidate in answer.Objects("candidates") ?? [])
        {
            ReadCandidate(answer, candidate, candidate.Int("index") ?? place, chunks);
            place++;
        }

        if (place == 0 && GeminiAnswerReader.Block(answer) is { } block)
        {
            chunks.Add(new FinishChunk(GeminiFinish.ReadBlock(block)));
        }

        if (GeminiAnswerReader.Usage(answer) is { } usage)
        {
            chunks.Add(new UsageChunk(usage));
        }

        return true;
    }

    private void ReadCandidate(ProtoObject answer, ProtoObject candidate, int index, List<ChatChunk> chunks)
    {
        if (_calls.TryAdd(index, 0))
        {
            chunks.Add(new StartChunk { Choice = index, Id = answer.Text("responseId"), Created = GeminiAnswerReader.Created(answer), Model = answer.Text("modelVersion") });
        }

        // One counter for all events: the ids it makes must not repeat.
        _parts ??= new GeminiPartReader(new CallNames(answer.Text("responseId")));
        foreach (var part in candidate.Object("content") is { } content ? _parts.Read(content) : [])
        {
            ReadPart(part, index, chunks);
        }

        if (candidate.Object("logprobsResult") is { } told && GeminiLogProbs.Read(told) is { } logProbs)
        {
            chunks.Add(new LogProbsChunk(logProbs) { Choice = index });
        }

        if (candidate.TryGet("finishReason", out var finish) && GeminiFinish.Word(finish) is { } word)
        {
            chunks.Add(new FinishChunk(GeminiFinish.Read(word, _calls[index] > 0)) { Choice = index });
        }
    }

    private void ReadPart(Part part, int index, List<ChatChunk> chunks)
    {
        switch (part)
        {
            case TextPart { Text.Length: 0, Signature: null }:
                break;
            case TextPart text:
                chunks.Add(new TextChunk(text.Text) { Choice = index, Signature = text.Signature });
                break;
            case ReasoningPart reasoning:
                chunks.Add(new ReasoningChunk(reasoning.Text) { Choice = index, Signature = reasoning.Signature });
                break;
            case ToolCallPart call:
                var number = _calls[index]++;
                chunks.Add(new ToolCallChunk(number, call.Id, call.Name) { Choice = index, Signature = call.Signature });
                chunks.Add(new ArgumentsChunk(number, call.Arguments) { Choice = index });
                break;
            default:
                chunks.Add(new PartChunk(part) { Choice = index });
                break;
        }
    }
}
