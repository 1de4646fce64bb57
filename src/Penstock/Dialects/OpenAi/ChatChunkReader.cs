using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Dialects.Json;

namespace Penstock.Dialects.OpenAi;

/// <summary>
/// Reads a <c>chat.completion.chunk</c> object, the data of one event, into chunks: of each choice its start, reasoning, text,
/// refusal, audio, annotations, tool calls, log-probabilities and finish, in this order; then the usage. Empty deltas give none.
/// </summary>
internal static class ChatChunkReader
{
    /// <summary>Appends the chunks of one event; false when the data is no such object (an error, for instance).</summary>
    public static bool TryRead(ReadOnlyMemory<byte> data, List<ChatChunk> chunks)
    {
        if (ChunkFastReader.TryRead(data.Span, chunks))
        {
            return true;
        }

        using var document = WireJson.Parse(data, out _);
        if (document?.RootElement.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        // Mistakes of a provider in what is optional are passed over, so the list is not looked at.
        var chunk = new Members(document.RootElement, "", new Mistakes(OpenAiDialect.Name));
        var usage = ChatAnswerReader.ReadUsage(chunk);
        // DIALECT: Groq tells the usage inside x_groq when it was not asked for.
        usage ??= chunk.Object("x_groq") is { } groq ? ChatAnswerReader.ReadUsage(groq) : null;
        if (chunk.Objects("choices") is not { } choices)
        {
            // DIALECT: some providers leave choices out of the event with the usage.
            if (usage is null)
            {
                return false;
            }

            choices = [];
        }

        foreach (var choice in choices)
        {
            ReadChoice(chunk, choice, chunks);
        }

        if (usage is { } told)
        {
            chunks.Add(new UsageChunk(told));
        }

        return true;
    }

    private static void ReadChoice(Members chunk, Members choice, List<ChatChunk> chunks)
    {
        var index = choice.Int("index") ?? 0;
        if (choice.Object("delta") is { } delta)
        {
            if (delta.Text("role") is not null)
            {
                chunks.Add(new StartChunk { Choice = index, Id = chunk.Text("id"), Created = chunk.Time("created"), Model = chunk.Text("model") });
            }

            ReadDelta(delta, index, chunks);
        }

        if (choice.Object("logprobs") is { } members && LogProbsCodec.Read(members) is { } logProbs)
        {
            chunks.Add(new LogProbsChunk(logProbs) { Choice = index });
        }

        if (choice.Text("finish_reason") is { Length: > 0 } word)
        {
            chunks.Add(new FinishChunk(FinishWords.Read(word)) { Choice = index });
        }
    }

    private static void ReadDelta(Members delta, int index, List<ChatChunk> chunks)
    {
        // DIALECT: DeepSeek, vLLM and xAI say reasoning_content; OpenRouter and Groq reasoning.
        var details = ReasoningDetails.Has(delta) ? ReasoningDetails.Read(delta) : default;
        var reasoning = delta.Text("reasoning_content") ?? delta.Text("reasoning");
        if (reasoning is { Length: > 0 } || details.Signature is not null || details.Opaque is not null)
        {
            chunks.Add(new ReasoningChunk(reasoning ?? "") { Choice = index, Signature = details.Signature, Opaque = details.Opaque });
        }

        ReadContent(delta, index, chunks, details.Text);

        if (delta.Text("refusal") is { Length: > 0 } refusal)
        {
            chunks.Add(new RefusalChunk(refusal) { Choice = index });
        }

        if (delta.Object("audio") is { } audio)
        {
            chunks.Add(new AudioChunk
            {
                Choice = index,
                Id = audio.Text("id"),
                Base64 = audio.Text("data"),
                Transcript = audio.Text("transcript"),
                ExpiresAt = audio.Time("expires_at"),
            });
        }

        foreach (var annotation in delta.Objects("annotations") ?? [])
        {
            chunks.Add(new AnnotationChunk(AnnotationCodec.Read(annotation)) { Choice = index });
        }

        var place = 0;
        foreach (var call in delta.Objects("tool_calls") ?? [])
        {
            // DIALECT: Mistral and Gemini's compatible endpoint have left index out.
            ReadToolCall(call, call.Int("index") ?? place, index, chunks, details.Calls);
            place++;
        }

        if (delta.Object("function_call") is { } legacy)
        {
            ReadFunction(legacy, "", 0, index, chunks);
        }
    }

    private static void ReadContent(Members delta, int index, List<ChatChunk> chunks, string? signature)
    {
        var text = delta.TryGet("content", out var content) && content.ValueKind == JsonValueKind.String ? content.GetString()! : "";
        if (text.Length > 0 || signature is not null)
        {
            chunks.Add(new TextChunk(text) { Choice = index, Signature = signature });
            return;
        }

        // DIALECT: Mistral's reasoning models stream an array of parts: text, and thinking that holds text parts.
        foreach (var part in delta.Objects("content") ?? [])
        {
            if (part.Text("text") is { Length: > 0 } said)
            {
                chunks.Add(new TextChunk(said) { Choice = index });
            }

            foreach (var thought in part.Objects("thinking") ?? [])
            {
                if (thought.Text("text") is { Length: > 0 } reasoning)
                {
                    chunks.Add(new ReasoningChunk(reasoning) { Choice = index });
                }
            }
        }
    }

    private static void ReadToolCall(Members call, int number, int index, List<ChatChunk> chunks, Dictionary<string, string>? signatures)
    {
        if (call.Object("function") is { } function)
        {
            ReadFunction(function, call.Text("id") ?? "", number, index, chunks, ExtraContent.Read(call) ?? signatures?.GetValueOrDefault(call.Text("id") ?? ""));
        }
        else if (call.Object("custom") is { } custom)
        {
            if (custom.Text("name") is { Length: > 0 } name)
            {
                chunks.Add(new ToolCallChunk(number, call.Text("id") ?? "", name) { Choice = index, FreeForm = true });
            }

            AddArguments(custom.Text("input"), number, index, chunks);
        }
    }

    private static void ReadFunction(Members function, string id, int number, int index, List<ChatChunk> chunks, string? signature = null)
    {
        // Only the first delta of a call has its name.
        if (function.Text("name") is { Length: > 0 } name)
        {
            chunks.Add(new ToolCallChunk(number, id, name) { Choice = index, Signature = signature });
        }

        AddArguments(PartReader.ReadArguments(function, lenient: true), number, index, chunks);
    }

    private static void AddArguments(string? arguments, int number, int index, List<ChatChunk> chunks)
    {
        if (arguments is { Length: > 0 })
        {
            chunks.Add(new ArgumentsChunk(number, arguments) { Choice = index });
        }
    }
}
