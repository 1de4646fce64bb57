using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Responses;

/// <summary>Writes items of a response's output.</summary>
/// <param name="writer">Where to.</param>
/// <param name="lost">Takes what cannot be carried.</param>
internal readonly struct OutputItemWriter(Utf8JsonWriter writer, Losses lost)
{
    /// <summary>Writes an item as it is so far, or as one that only begins.</summary>
    /// <param name="item">The item.</param>
    /// <param name="status">Its status; <c>in_progress</c> leaves its content out.</param>
    public void Write(OutputItem item, string status)
    {
        var begins = status == "in_progress";
        var part = item.Parts.Count > 0 ? item.Parts[0] : null;
        if (part is OtherPart other)
        {
            writer.WriteKept(other.Json);
            return;
        }

        writer.WriteStartObject();
        switch (item.Kind)
        {
            case "rs":
                WriteReasoning(item, part as ReasoningPart, begins);
                break;
            case "msg":
                WriteHead(item, "message", status);
                writer.WriteString("role", "assistant");
                WriteContent(item, begins);
                break;
            case "ig":
                WriteHead(item, "image_generation_call", status);
                writer.WriteString("result", (part as ImagePart)?.Source is MediaInline { } picture ? picture.Base64 : null);
                break;
            default:
                WriteCall(item, (ToolCallPart)part!, status, begins);
                break;
        }

        writer.WriteEndObject();
    }

    /// <summary>Whether a part has a form here; what has none is named.</summary>
    public bool IsCarried(Part part)
    {
        if (part is TextPart or RefusalPart or ReasoningPart or ToolCallPart or ImagePart { Source: MediaInline } or OtherPart { Dialect: ResponsesDialect.Name })
        {
            return true;
        }

        lost.Add(PartWriter.Loss(part));
        return false;
    }

    /// <summary>Writes a piece of a message.</summary>
    public void WritePart(Part part, List<TokenLogProb> logProbs)
    {
        writer.WriteStartObject();
        if (part is RefusalPart refusal)
        {
            writer.WriteString("type", "refusal");
            writer.WriteString("refusal", refusal.Text);
        }
        else
        {
            var text = (TextPart)part;
            writer.WriteString("type", "output_text");
            ResponsesAnnotations.WriteAll(writer, text.Annotations, lost);
            LogProbsCodec.WriteList(writer, "logprobs", logProbs);
            writer.WriteString("text", text.Text);
            writer.WriteRest(ResponsesDialect.Name, text.Extensions);
        }

        writer.WriteEndObject();
    }

    private void WriteHead(OutputItem item, string type, string? status)
    {
        writer.WriteString("id", item.Id);
        writer.WriteString("type", type);
        writer.WriteText("status", status);
    }

    private void WriteContent(OutputItem item, bool begins)
    {
        writer.WriteStartArray("content");
        if (!begins)
        {
            // The probabilities belong to the words, of which there is one run.
            var first = true;
            foreach (var part in item.Parts)
            {
                WritePart(part, first && part is TextPart ? item.LogProbs : []);
                first &= part is not TextPart;
            }
        }

        writer.WriteEndArray();
    }

    private void WriteReasoning(OutputItem item, ReasoningPart? part, bool begins)
    {
        var (id, content) = part?.Opaque is { } opaque ? ReasoningSeal.SplitId(opaque) : (null, null);
        writer.WriteString("id", id ?? item.Id);
        writer.WriteString("type", "reasoning");
        writer.WriteStartArray("summary");
        if (!begins && part is { Text.Length: > 0 })
        {
            WriteSummary(part.Text);
        }

        writer.WriteEndArray();
        var isOwn = id is not null || content?.StartsWith(ReasoningSeal.OfNext, StringComparison.Ordinal) == true;
        if (!begins && (isOwn ? content : ReasoningSeal.Join(part?.Signature, content)) is { } kept)
        {
            writer.WriteString("encrypted_content", kept);
        }
    }

    /// <summary>Writes a piece of a summary.</summary>
    public void WriteSummary(string text)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "summary_text");
        writer.WriteString("text", text);
        writer.WriteEndObject();
    }

    private void WriteCall(OutputItem item, ToolCallPart call, string status, bool begins)
    {
        WriteHead(item, call.FreeForm ? "custom_tool_call" : "function_call", call.FreeForm ? null : status);
        writer.WriteString("call_id", call.Id);
        writer.WriteString("name", call.Name);
        writer.WriteString(call.FreeForm ? "input" : "arguments", begins ? "" : call.Arguments);
    }
}
