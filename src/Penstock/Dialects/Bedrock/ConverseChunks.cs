using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Bedrock;

/// <summary>Reads the payloads of one stream's events into chunks. Blocks are numbered; calls of tools are counted anew.</summary>
internal sealed class ConverseChunks
{
    private readonly Dictionary<int, int> _calls = [];

    /// <summary>Appends the chunks of one event.</summary>
    /// <param name="data">The payload.</param>
    /// <param name="type">The event's type.</param>
    /// <param name="chunks">Where to.</param>
    public void Read(ReadOnlyMemory<byte> data, ReadOnlySpan<byte> type, List<ChatChunk> chunks)
    {
        if (type.SequenceEqual("contentBlockStop"u8))
        {
            return;
        }

        using var document = WireJson.Parse(data, out _);
        if (document?.RootElement.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        // Mistakes of a provider in what is optional are passed over, so the list is not looked at.
        var payload = new Members(document.RootElement, "", new Mistakes(BedrockDialect.Name));
        if (type.SequenceEqual("contentBlockDelta"u8))
        {
            ReadDelta(payload, chunks);
        }
        else if (type.SequenceEqual("contentBlockStart"u8))
        {
            ReadStart(payload, chunks);
        }
        else if (type.SequenceEqual("messageStart"u8))
        {
            chunks.Add(new StartChunk());
        }
        else if (type.SequenceEqual("messageStop"u8))
        {
            if (payload.Text("stopReason") is { } word)
            {
                chunks.Add(new FinishChunk(StopWords.Read(word)) { StopSequence = payload.Object("additionalModelResponseFields")?.Text("stop_sequence") });
            }
        }
        else if (type.SequenceEqual("metadata"u8) && UsageCodec.Read(payload) is { } usage)
        {
            chunks.Add(new UsageChunk(usage));
        }
    }

    private void ReadStart(Members payload, List<ChatChunk> chunks)
    {
        // A tool that the provider itself runs has a type; what it does is not the caller's.
        if (payload.Object("start")?.Object("toolUse") is { } call && !call.TryGet("type", out _) && _calls.TryAdd(payload.Int("contentBlockIndex") ?? 0, _calls.Count))
        {
            chunks.Add(new ToolCallChunk(_calls.Count - 1, call.Text("toolUseId") ?? "", call.Text("name") ?? ""));
        }
    }

    private void ReadDelta(Members payload, List<ChatChunk> chunks)
    {
        if (payload.Object("delta") is not { } delta)
        {
            return;
        }

        if (delta.Text("text") is { } text)
        {
            // DIALECT: the last delta of a guarded answer may be empty.
            if (text.Length > 0)
            {
                chunks.Add(new TextChunk(text));
            }
        }
        else if (delta.Object("toolUse") is { } call)
        {
            if (call.Text("input") is { Length: > 0 } input && _calls.TryGetValue(payload.Int("contentBlockIndex") ?? 0, out var number))
            {
                chunks.Add(new ArgumentsChunk(number, input));
            }
        }
        else if (delta.Object("reasoningContent") is { } reasoning)
        {
            var (thought, signature, hidden) = (reasoning.Text("text"), reasoning.Text("signature"), reasoning.Text("redactedContent"));
            if (thought is { Length: > 0 } || signature is not null || hidden is not null)
            {
                chunks.Add(new ReasoningChunk(thought ?? "") { Signature = signature, Opaque = hidden });
            }
        }
        else if (delta.Object("citation") is { } citation)
        {
            chunks.Add(new AnnotationChunk(CitationCodec.Read(citation)));
        }
        else if (delta.Object("image") is { } image && image.Object("source")?.Text("bytes") is { } bytes)
        {
            chunks.Add(new PartChunk(new ImagePart(new MediaInline(null, bytes))));
        }
    }
}
