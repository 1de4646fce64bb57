using System.Text;
using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Cohere;

/// <summary>Writes messages of requests and of answers.</summary>
/// <param name="writer">Where to.</param>
/// <param name="lost">Takes what cannot be carried.</param>
internal readonly struct MessageWriter(Utf8JsonWriter writer, Losses lost)
{
    /// <summary>Writes a message of a request. Results of tools come first and each becomes a message of its own.</summary>
    /// <param name="message">The message.</param>
    /// <param name="place">Its place among the messages.</param>
    /// <param name="documents">Takes the documents, which stand beside the messages.</param>
    public void WriteRequest(Message message, int place, List<(string Id, string Text)> documents)
    {
        if (message.Name is not null)
        {
            lost.Add("name");
        }

        foreach (var result in message.Parts.OfType<ToolResultPart>())
        {
            WriteToolResult(result, place);
        }

        if (message.Role == Role.Assistant)
        {
            WriteAssistant(message, place);
            return;
        }

        List<Part> said = [.. message.Parts.Where(part => part is not ToolResultPart && !TakeDocument(part, documents))];
        if (said.Count > 0 || message.Parts.Count == 0 || message.Parts.All(part => part is FilePart))
        {
            writer.WriteStartObject();
            writer.WriteString("role", message.Role is Role.System or Role.Developer ? "system" : "user");
            WriteContent(said, place);
            writer.WriteRest(CohereDialect.Name, message.Extensions, lost);
            writer.WriteEndObject();
        }
    }

    /// <summary>Writes the message of an answer.</summary>
    public void WriteAnswer(Message message)
    {
        writer.WriteStartObject();
        writer.WriteString("role", "assistant");
        List<Part> content = [.. message.Parts.Where(part => part is TextPart or RefusalPart or ReasoningPart { Text.Length: > 0 })];
        if (content.Count > 0)
        {
            writer.WriteStartArray("content");
            foreach (var part in content)
            {
                WriteBlock(part, "");
            }

            writer.WriteEndArray();
        }

        lost.AddRange(message.Parts.Where(part => part is AudioPart or ImagePart or FilePart or OtherPart { Dialect: not CohereDialect.Name }).Select(PartWriter.Loss));
        NameSignatures(message.Parts);
        WriteToolCalls(message, "");
        WriteCitations(content);
        writer.WriteRest(CohereDialect.Name, message.Extensions, lost);
        writer.WriteEndObject();
    }

    private void WriteAssistant(Message message, int place)
    {
        writer.WriteStartObject();
        writer.WriteString("role", "assistant");
        var calls = message.Parts.Any(part => part is ToolCallPart);

        // What was thought before tools were called is their plan; elsewhere it is a block.
        var plan = calls ? string.Concat(message.Parts.OfType<ReasoningPart>().Select(part => part.Text)) : "";
        if (plan.Length > 0)
        {
            writer.WriteString("tool_plan", plan);
        }

        List<Part> content = [.. message.Parts.Where(part => part is not (ToolCallPart or ToolResultPart) && !(part is ReasoningPart thought && (calls || thought.Text.Length == 0)))];
        if (content.Count > 0 || !calls)
        {
            WriteContent(content, place);
        }

        NameSignatures(message.Parts);
        WriteToolCalls(message, $"messages[{place}]");
        WriteCitations(content);
        writer.WriteRest(CohereDialect.Name, message.Extensions, lost);
        writer.WriteEndObject();
    }

    private void WriteToolResult(ToolResultPart result, int place)
    {
        writer.WriteStartObject();
        writer.WriteString("role", "tool");
        writer.WriteString("tool_call_id", result.CallId);
        WriteContent(result.Content, place);
        writer.WriteRest(CohereDialect.Name, result.Extensions, lost);
        writer.WriteEndObject();
        if (result.IsError == true)
        {
            lost.Add("tool_result.is_error");
        }

        NameCache(result);
    }

    private void WriteContent(IReadOnlyList<Part> parts, int place)
    {
        writer.WritePropertyName("content");
        if (parts is [] or [TextPart { Extensions.Count: 0 }])
        {
            writer.WriteStringValue(parts is [TextPart text] ? text.Text : "");
            parts.ToList().ForEach(NameCache);
            return;
        }

        writer.WriteStartArray();
        for (var i = 0; i < parts.Count; i++)
        {
            WriteBlock(parts[i], $"messages[{place}].content[{i}]");
        }

        writer.WriteEndArray();
    }

    private void WriteBlock(Part part, string where)
    {
        NameCache(part);
        switch (part)
        {
            case TextPart text:
                Start("text");
                writer.WriteString("text", text.Text);
                break;
            case RefusalPart refusal:
                lost.Add("refusal");
                Start("text");
                writer.WriteString("text", refusal.Text);
                break;
            case ReasoningPart thought:
                Start("thinking");
                writer.WriteString("thinking", thought.Text);
                break;
            case ImagePart image when MediaCodec.WriteUrl(image.Source) is { } url:
                Start("image_url");
                writer.WriteStartObject("image_url");
                writer.WriteString("url", url);
                writer.WriteText("detail", image.Detail);
                writer.WriteEndObject();
                break;
            case OtherPart { Dialect: CohereDialect.Name } other:
                writer.WriteKept(other.Json);
                return;
            default:
                lost.Refuse(Missing(part), where);
                return;
        }

        writer.WriteRest(CohereDialect.Name, part.Extensions, lost);
        writer.WriteEndObject();
    }

    private void WriteToolCalls(Message message, string where)
    {
        if (!message.Parts.Any(part => part is ToolCallPart))
        {
            return;
        }

        writer.WriteStartArray("tool_calls");
        foreach (var call in message.Parts.OfType<ToolCallPart>())
        {
            if (call.FreeForm)
            {
                lost.Refuse(Feature.FreeFormTools, where);
            }

            writer.WriteStartObject();
            writer.WriteString("id", call.Id);
            writer.WriteString("type", "function");
            writer.WriteStartObject("function");
            writer.WriteString("name", call.Name);
            writer.WriteString("arguments", call.Arguments);
            writer.WriteRest(CohereDialect.Name, call.Extensions, "function");
            writer.WriteEndObject();
            writer.WriteRest(CohereDialect.Name, call.Extensions, lost);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteCitations(List<Part> content)
    {
        if (!content.OfType<TextPart>().Any(part => part.Annotations.Count > 0))
        {
            return;
        }

        writer.WriteStartArray("citations");
        foreach (var text in content.OfType<TextPart>())
        {
            foreach (var annotation in text.Annotations)
            {
                if (annotation is DocumentCitation)
                {
                    lost.Add(CitationCodec.Places);
                }

                if (!CitationCodec.Write(writer, annotation, text.Text))
                {
                    lost.Add("annotation");
                }
            }
        }

        writer.WriteEndArray();
    }

    // Text that came as a file is a document here: the one kind that Cohere reads.
    private static bool TakeDocument(Part part, List<(string Id, string Text)> documents)
    {
        if (part is not FilePart { Source: MediaInline { MediaType: { } type } inline } file || !type.StartsWith("text/", StringComparison.Ordinal))
        {
            return false;
        }

        Span<byte> bytes = new byte[inline.Base64.Length];
        if (!Convert.TryFromBase64String(inline.Base64, bytes, out var length))
        {
            return false;
        }

        documents.Add((file.Name ?? $"doc:{documents.Count}", Encoding.UTF8.GetString(bytes[..length])));
        return true;
    }

    private void NameSignatures(IReadOnlyList<Part> parts)
    {
        if (parts.Any(part => part.Signature is not null || part is ReasoningPart { Opaque: not null }))
        {
            lost.Add("reasoning.signature");
        }
    }

    private void NameCache(Part part)
    {
        if (part.Cache is not null)
        {
            lost.Add("cache_control");
        }
    }

    private void Start(string type)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
    }

    private static string Missing(Part part) => part switch
    {
        ImagePart => Feature.StoredFileInput,
        AudioPart => Feature.AudioInput,
        FilePart { Source: MediaUrl } => Feature.FileUrlInput,
        FilePart { Source: MediaFile } => Feature.StoredFileInput,
        FilePart => Feature.FileInput,
        OtherPart { Type: "video_url" or "input_video" } => Feature.VideoInput,
        _ => $"content of the kind '{PartWriter.Loss(part)}'",
    };
}
