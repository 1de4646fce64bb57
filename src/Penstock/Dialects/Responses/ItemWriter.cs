using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Responses;

/// <summary>Writes messages as items of <c>input</c>. One instance writes one conversation, in order.</summary>
/// <param name="writer">Inside the array.</param>
/// <param name="lost">Takes what cannot be carried.</param>
internal sealed class ItemWriter(Utf8JsonWriter writer, Losses lost)
{
    private readonly HashSet<string> _freeForm = new(StringComparer.Ordinal);

    /// <summary>Writes a message of a request.</summary>
    /// <param name="message">The message.</param>
    /// <param name="path">Where it stands, for what must be refused.</param>
    public void WriteInput(Message message, string path)
    {
        if (message.Role == Role.Assistant)
        {
            WriteAssistant(message);
            return;
        }

        foreach (var result in message.Parts.OfType<ToolResultPart>())
        {
            WriteResult(result, path);
        }

        var parts = message.Parts.Where(part => part is not ToolResultPart).ToList();
        if (parts is [OtherPart { Dialect: ResponsesDialect.Name } item] && item.Type.StartsWith(ItemReader.Item, StringComparison.Ordinal))
        {
            writer.WriteKept(item.Json);
        }
        else if (message.Role != Role.Tool && (parts.Count > 0 || message.Parts.Count == 0))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "message");
            writer.WriteString("role", message.Role switch { Role.System => "system", Role.Developer => "developer", _ => "user" });
            WriteContent("content", parts, path);
            if (message.Name is not null)
            {
                lost.Add("name");
            }

            writer.WriteRest(ResponsesDialect.Name, message.Extensions, lost);
            writer.WriteEndObject();
        }
    }

    private void WriteAssistant(Message message)
    {
        List<Part> said = [];
        foreach (var part in message.Parts)
        {
            if (part is TextPart or RefusalPart)
            {
                said.Add(part);
                continue;
            }

            WriteSaid(message, said);
            WriteItem(part);
        }

        if (said.Count > 0 || message.Parts.Count == 0)
        {
            WriteSaid(message, said, always: true);
        }
    }

    private void WriteItem(Part part)
    {
        switch (part)
        {
            case ReasoningPart reasoning:
                WriteReasoning(reasoning);
                break;
            case ToolCallPart call:
                WriteCall(call);
                break;
            case OtherPart { Dialect: ResponsesDialect.Name } other:
                writer.WriteKept(other.Json);
                break;
            case ImagePart { Source: MediaInline }:
                // DIALECT: a picture of the model's own is an item that only OpenAI may refer to.
                lost.Add("image");
                break;
            default:
                lost.Add(PartWriter.Loss(part));
                break;
        }
    }

    private void WriteSaid(Message message, List<Part> parts, bool always = false)
    {
        if (parts.Count == 0 && !always)
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("type", "message");
        writer.WriteString("role", "assistant");
        writer.WriteStartArray("content");
        foreach (var part in parts)
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
                writer.WriteString("text", text.Text);
                ResponsesAnnotations.WriteAll(writer, text.Annotations, lost);
            }

            NameMarks(part);
            writer.WriteRest(ResponsesDialect.Name, part.Extensions, lost);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (message.Name is not null)
        {
            lost.Add("name");
        }

        writer.WriteRest(ResponsesDialect.Name, message.Extensions, lost);
        writer.WriteEndObject();
        parts.Clear();
    }

    private void WriteCall(ToolCallPart call)
    {
        if (call.FreeForm)
        {
            _freeForm.Add(call.Id);
        }

        writer.WriteStartObject();
        writer.WriteString("type", call.FreeForm ? "custom_tool_call" : "function_call");
        writer.WriteString("call_id", call.Id);
        writer.WriteString("name", call.Name);
        writer.WriteString(call.FreeForm ? "input" : "arguments", call.Arguments);
        writer.WriteRest(ResponsesDialect.Name, call.Extensions, lost);
        writer.WriteEndObject();
        NameMarks(call);
    }

    private void WriteReasoning(ReasoningPart part)
    {
        if (part.Signature is not null)
        {
            lost.Add("reasoning.signature");
        }

        // Words without what OpenAI signed are not taken as its reasoning; another provider's are of no use to it.
        var own = part.Extensions.Dialect == ResponsesDialect.Name;
        if (part.Opaque is null && !own)
        {
            lost.Add("reasoning");
            return;
        }

        var (id, content) = part.Opaque is { } opaque ? ReasoningSeal.SplitId(opaque) : (null, null);
        writer.WriteStartObject();
        writer.WriteString("type", "reasoning");
        writer.WriteText("id", id);
        if (!own || part.Extensions.Find("summary") is null)
        {
            writer.WriteStartArray("summary");
            if (part.Text.Length > 0 && (!own || part.Extensions.Find("content") is null))
            {
                writer.WriteStartObject();
                writer.WriteString("type", "summary_text");
                writer.WriteString("text", part.Text);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteText("encrypted_content", content);
        writer.WriteRest(ResponsesDialect.Name, part.Extensions, lost);
        writer.WriteEndObject();
    }

    private void WriteResult(ToolResultPart result, string path)
    {
        writer.WriteStartObject();
        writer.WriteString("type", _freeForm.Contains(result.CallId) ? "custom_tool_call_output" : "function_call_output");
        writer.WriteString("call_id", result.CallId);
        WriteContent("output", result.Content, path);
        writer.WriteRest(ResponsesDialect.Name, result.Extensions, lost);
        writer.WriteEndObject();
        NameMarks(result);
        if (result.IsError == true)
        {
            lost.Add("tool_result.is_error");
        }
    }

    private void WriteContent(string name, IReadOnlyList<Part> parts, string path)
    {
        if (parts is [TextPart { Extensions.Count: 0 } text])
        {
            NameMarks(text);
            writer.WriteString(name, text.Text);
            return;
        }

        if (parts.Count == 0 && name == "output")
        {
            writer.WriteString(name, "");
            return;
        }

        writer.WriteStartArray(name);
        for (var i = 0; i < parts.Count; i++)
        {
            WritePart(parts[i], $"{path}.content[{i}]");
        }

        writer.WriteEndArray();
    }

    private void WritePart(Part part, string path)
    {
        switch (part)
        {
            case TextPart text:
                Start("input_text");
                writer.WriteString("text", text.Text);
                break;
            case ImagePart image:
                Start("input_image");
                writer.WriteText("file_id", (image.Source as MediaFile)?.Id);
                writer.WriteText("image_url", MediaCodec.WriteUrl(image.Source));
                writer.WriteText("detail", image.Detail);
                break;
            case FilePart file:
                Start("input_file");
                writer.WriteText("file_id", (file.Source as MediaFile)?.Id);
                writer.WriteText("file_url", (file.Source as MediaUrl)?.Url);
                writer.WriteText("file_data", file.Source is MediaInline { MediaType: null } plain ? plain.Base64 : file.Source is MediaInline ? MediaCodec.WriteUrl(file.Source) : null);
                writer.WriteText("filename", file.Name);
                break;
            case OtherPart { Dialect: ResponsesDialect.Name } other:
                writer.WriteKept(other.Json);
                return;
            case AudioPart:
                lost.Refuse(Feature.AudioInput, path);
                return;
            default:
                lost.Refuse(part is OtherPart { Type: var type } ? $"content of the type '{type}'" : PartWriter.Loss(part), path);
                return;
        }

        NameMarks(part);
        writer.WriteRest(ResponsesDialect.Name, part.Extensions, lost);
        writer.WriteEndObject();
    }

    private void Start(string type)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
    }

    private void NameMarks(Part part)
    {
        if (part.Cache is not null)
        {
            lost.Add("cache_control");
        }

        if (part.Signature is not null)
        {
            lost.Add("reasoning.signature");
        }
    }
}
