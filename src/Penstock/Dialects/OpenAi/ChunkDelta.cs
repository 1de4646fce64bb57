using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Dialects.Json;

namespace Penstock.Dialects.OpenAi;

/// <summary>Writes the members of one <c>delta</c>.</summary>
/// <param name="writer">Inside the delta.</param>
/// <param name="freeForm">The tool calls whose arguments are plain text.</param>
internal readonly ref struct ChunkDelta(Utf8JsonWriter writer, HashSet<(int Choice, int Call)> freeForm)
{
    /// <summary>Writes chunks that <see cref="ChunkOrder"/> let share an event.</summary>
    public void Write(List<ChatChunk> chunks)
    {
        for (var i = 0; i < chunks.Count; i++)
        {
            switch (chunks[i])
            {
                case ReasoningChunk { Text.Length: 0 }:
                    break;
                case ReasoningChunk reasoning:
                    writer.WriteString("reasoning_content", reasoning.Text);
                    break;
                case TextChunk text:
                    writer.WriteString("content", text.Text);
                    break;
                case RefusalChunk refusal:
                    writer.WriteString("refusal", refusal.Text);
                    break;
                case AudioChunk audio:
                    WriteAudio(audio);
                    break;
                case AnnotationChunk:
                    i = WriteAnnotations(chunks, i);
                    break;
                case ToolCallChunk or ArgumentsChunk:
                    i = WriteToolCalls(chunks, i);
                    break;
                default:
                    break;
            }
        }
    }

    private void WriteAudio(AudioChunk audio)
    {
        writer.WriteStartObject("audio");
        writer.WriteText("id", audio.Id);
        writer.WriteText("data", audio.Base64);
        writer.WriteText("transcript", audio.Transcript);
        writer.WriteWhole("expires_at", audio.ExpiresAt?.ToUnixTimeSeconds());
        writer.WriteEndObject();
    }

    /// <summary>Writes the annotations from an index on; gives the index of the last.</summary>
    private int WriteAnnotations(List<ChatChunk> chunks, int from)
    {
        writer.WriteStartArray("annotations");
        var i = from;
        for (; i < chunks.Count && chunks[i] is AnnotationChunk chunk; i++)
        {
            AnnotationCodec.Write(writer, chunk.Annotation);
        }

        writer.WriteEndArray();
        return i - 1;
    }

    /// <summary>Writes the tool calls from an index on; gives the index of the last chunk of them.</summary>
    private int WriteToolCalls(List<ChatChunk> chunks, int from)
    {
        writer.WriteStartArray("tool_calls");
        var i = from;
        for (; i < chunks.Count && chunks[i] is ToolCallChunk or ArgumentsChunk; i++)
        {
            if (chunks[i] is ArgumentsChunk more)
            {
                WriteToolCall(more.Choice, more.Call, null, more.Arguments);
                continue;
            }

            var start = (ToolCallChunk)chunks[i];
            var first = i + 1 < chunks.Count && chunks[i + 1] is ArgumentsChunk next && next.Call == start.Call ? next.Arguments : null;
            WriteToolCall(start.Choice, start.Call, start, first ?? "");
            i += first is null ? 0 : 1;
        }

        writer.WriteEndArray();
        return i - 1;
    }

    private void WriteToolCall(int choice, int call, ToolCallChunk? start, string arguments)
    {
        var (inside, argument) = freeForm.Contains((choice, call)) ? ("custom", "input") : ("function", "arguments");
        writer.WriteStartObject();
        writer.WriteNumber("index", call);
        if (start is not null)
        {
            writer.WriteString("id", start.Id);
            writer.WriteString("type", inside);
        }

        writer.WriteStartObject(inside);
        writer.WriteText("name", start?.Name);
        writer.WriteString(argument, arguments);
        writer.WriteEndObject();
        ExtraContent.Write(writer, start?.Signature);
        writer.WriteEndObject();
    }
}
