using System.Text.Json;
using Penstock.Domain.Conversations;
using Penstock.Dialects.Json;

namespace Penstock.Dialects.OpenAi;

/// <summary>Writes messages of requests and of answers.</summary>
/// <param name="writer">Where to.</param>
/// <param name="lost">Takes the names of what cannot be carried.</param>
internal readonly struct MessageWriter(Utf8JsonWriter writer, Losses lost)
{
    /// <summary>Writes a message of a request. Results of tools come first and each becomes a message of its own.</summary>
    public void WriteRequest(Message message)
    {
        foreach (var result in message.Parts.OfType<ToolResultPart>())
        {
            WriteToolResult(result);
        }

        var rest = message.Parts.Where(part => part is not ToolResultPart).ToList();
        if (message.Role == Role.Tool)
        {
            lost.AddRange(rest.Select(PartWriter.Loss));
        }
        else if (message.Role == Role.Assistant)
        {
            WriteAssistant(message, answer: false);
        }
        else if (rest.Count > 0 || message.Parts.Count == 0)
        {
            writer.WriteStartObject();
            writer.WriteString("role", message.Role switch { Role.System => "system", Role.Developer => "developer", _ => "user" });
            PartWriter.WriteContent(writer, rest, EmptyContent.Array, lost);
            writer.WriteText("name", message.Name);
            writer.WriteRest(OpenAiDialect.Name, message.Extensions, lost);
            writer.WriteEndObject();
        }
    }

    /// <summary>Writes the message of an answer, where <c>content</c> is a string or null and <c>refusal</c> is always there.</summary>
    public void WriteAnswer(Message message) => WriteAssistant(message, answer: true);

    private void WriteToolResult(ToolResultPart result)
    {
        writer.WriteStartObject();
        writer.WriteString("role", "tool");
        writer.WriteString("tool_call_id", result.CallId);
        writer.WriteText("name", result.Name);
        PartWriter.WriteContent(writer, result.Content, EmptyContent.Text, lost);
        writer.WriteRest(OpenAiDialect.Name, result.Extensions, lost);
        writer.WriteEndObject();
        if (result.IsError == true)
        {
            lost.Add("tool_result.is_error");
        }
    }

    private void WriteAssistant(Message message, bool answer)
    {
        writer.WriteStartObject();
        writer.WriteString("role", "assistant");
        WriteContent(message, answer);
        writer.WriteText("name", message.Name);
        var refusal = Joined<RefusalPart>(message, part => part.Text);
        if (refusal is not null || answer)
        {
            writer.WriteString("refusal", refusal);
        }

        WriteReasoning(message, answer);
        WriteAnnotations(message);
        if (message.Parts.OfType<AudioPart>().FirstOrDefault() is { } audio)
        {
            WriteAudio(audio);
        }

        WriteToolCalls(message, answer);
        writer.WriteRest(OpenAiDialect.Name, message.Extensions, lost);
        writer.WriteEndObject();
    }

    private void WriteContent(Message message, bool answer)
    {
        var content = message.Parts.Where(IsContent).ToList();
        if (!answer)
        {
            PartWriter.WriteContent(writer, content, EmptyContent.Null, lost);
            return;
        }

        var texts = content.OfType<TextPart>().ToList();
        lost.AddRange(content.Where(part => part is not TextPart).Select(PartWriter.Loss));
        writer.WriteString("content", texts.Count == 0 ? null : string.Concat(texts.Select(text => text.Text)));
    }

    private static bool IsContent(Part part) => part is TextPart or ImagePart or FilePart
        || part is OtherPart other && other.Type != PartReader.OtherToolCall;

    private static string? Joined<T>(Message message, Func<T, string> text)
        where T : Part
    {
        var all = message.Parts.OfType<T>().Select(text).ToList();
        return all.Count == 0 ? null : string.Concat(all);
    }

    private void WriteReasoning(Message message, bool answer)
    {
        var reasoning = Joined<ReasoningPart>(message, part => part.Text);
        if (reasoning is { Length: > 0 })
        {
            writer.WriteString("reasoning_content", reasoning);
        }

        // Clients are told what must come back; a provider that refuses what it does not know is not.
        if (answer)
        {
            ReasoningDetails.Write(writer, message.Parts);
        }
        else if (message.Parts.Any(part => part is ReasoningPart { Opaque: not null } or (not ToolCallPart and { Signature: not null })))
        {
            lost.Add("reasoning.signature");
        }
    }

    private void WriteAnnotations(Message message)
    {
        if (message.Parts.OfType<TextPart>().All(part => part.Annotations.Count == 0))
        {
            return;
        }

        writer.WriteStartArray("annotations");
        var shift = 0;
        foreach (var text in message.Parts.OfType<TextPart>())
        {
            foreach (var annotation in text.Annotations)
            {
                if (!AnnotationCodec.Write(writer, annotation, shift))
                {
                    lost.Add("annotation");
                }
            }

            shift += text.Text.Length;
        }

        writer.WriteEndArray();
    }

    private void WriteAudio(AudioPart audio)
    {
        writer.WriteStartObject("audio");
        switch (audio.Source)
        {
            case MediaFile file:
                writer.WriteString("id", file.Id);
                break;
            case MediaInline inline:
                writer.WriteText("id", audio.Id);
                writer.WriteString("data", inline.Base64);
                writer.WriteText("transcript", audio.Transcript);
                writer.WriteWhole("expires_at", audio.ExpiresAt?.ToUnixTimeSeconds());
                break;
            default:
                lost.Add("audio");
                break;
        }

        writer.WriteRest(OpenAiDialect.Name, audio.Extensions, lost);
        writer.WriteEndObject();
    }

    private void WriteToolCalls(Message message, bool answer)
    {
        if (!message.Parts.Any(part => part is ToolCallPart or OtherPart { Dialect: OpenAiDialect.Name, Type: PartReader.OtherToolCall }))
        {
            return;
        }

        writer.WriteStartArray("tool_calls");
        foreach (var part in message.Parts)
        {
            if (part is ToolCallPart call)
            {
                PartWriter.WriteToolCall(writer, call, lost, answer);
            }
            else if (part is OtherPart { Dialect: OpenAiDialect.Name, Type: PartReader.OtherToolCall } other)
            {
                writer.WriteKept(other.Json);
            }
        }

        writer.WriteEndArray();
    }
}
