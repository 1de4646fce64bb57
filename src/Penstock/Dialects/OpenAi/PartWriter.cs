using System.Text.Json;
using Penstock.Domain.Conversations;
using Penstock.Dialects.Json;

namespace Penstock.Dialects.OpenAi;

/// <summary>Writes the items of a message's <c>content</c> and <c>tool_calls</c>.</summary>
internal static class PartWriter
{
    /// <summary>Writes <c>content</c>: a string where it is one plain text, else an array of parts.</summary>
    /// <param name="writer">Inside a message.</param>
    /// <param name="parts">The parts that belong into <c>content</c>.</param>
    /// <param name="empty">How no parts are written.</param>
    /// <param name="lost">Takes what cannot be carried.</param>
    public static void WriteContent(Utf8JsonWriter writer, IReadOnlyList<Part> parts, EmptyContent empty, Losses lost)
    {
        writer.WritePropertyName("content");
        if (parts is [TextPart { Extensions.Count: 0 } text])
        {
            NameCache(text, lost);
            writer.WriteStringValue(text.Text);
        }
        else if (parts.Count == 0 && empty == EmptyContent.Null)
        {
            writer.WriteNullValue();
        }
        else if (parts.Count == 0 && empty == EmptyContent.Text)
        {
            writer.WriteStringValue("");
        }
        else
        {
            writer.WriteStartArray();
            foreach (var part in parts)
            {
                Write(writer, part, lost);
            }

            writer.WriteEndArray();
        }
    }

    /// <summary>Writes an item of <c>tool_calls</c>.</summary>
    /// <param name="writer">Inside the array.</param>
    /// <param name="call">The call.</param>
    /// <param name="lost">Takes what cannot be carried.</param>
    /// <param name="answer">Whether it is a client's to keep: providers refuse members that they do not know, and so get no signature.</param>
    public static void WriteToolCall(Utf8JsonWriter writer, ToolCallPart call, Losses lost, bool answer)
    {
        var (inside, argument) = call.FreeForm ? ("custom", "input") : ("function", "arguments");
        writer.WriteStartObject();
        writer.WriteString("id", call.Id);
        writer.WriteString("type", inside);
        writer.WriteStartObject(inside);
        writer.WriteString("name", call.Name);
        writer.WriteString(argument, call.Arguments);
        writer.WriteRest(OpenAiDialect.Name, call.Extensions, inside);
        writer.WriteEndObject();
        if (answer)
        {
            ExtraContent.Write(writer, call.Signature);
        }
        else if (call.Signature is not null)
        {
            lost.Add("reasoning.signature");
        }

        writer.WriteRest(OpenAiDialect.Name, call.Extensions, lost);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Part part, Losses lost)
    {
        NameCache(part, lost);
        switch (part)
        {
            case TextPart text:
                WriteStart(writer, "text");
                writer.WriteString("text", text.Text);
                break;
            case ImagePart image when MediaCodec.WriteUrl(image.Source) is { } url:
                WriteStart(writer, "image_url");
                writer.WriteStartObject("image_url");
                writer.WriteString("url", url);
                writer.WriteText("detail", image.Detail);
                writer.WriteRest(OpenAiDialect.Name, part.Extensions, "image_url");
                writer.WriteEndObject();
                break;
            case AudioPart { Source: MediaInline sound }:
                WriteStart(writer, "input_audio");
                writer.WriteStartObject("input_audio");
                writer.WriteString("data", sound.Base64);
                writer.WriteString("format", MediaCodec.Format(sound.MediaType));
                writer.WriteRest(OpenAiDialect.Name, part.Extensions, "input_audio");
                writer.WriteEndObject();
                break;
            case FilePart file:
                WriteStart(writer, "file");
                WriteFile(writer, file);
                break;
            case OtherPart { Dialect: OpenAiDialect.Name } other:
                writer.WriteKept(other.Json);
                return;
            case ImagePart:
                lost.Refuse(Feature.StoredFileInput);
                return;
            case AudioPart:
                lost.Refuse(Feature.AudioInput);
                return;
            default:
                lost.Add(Loss(part));
                return;
        }

        writer.WriteRest(OpenAiDialect.Name, part.Extensions, lost);
        writer.WriteEndObject();
    }

    /// <summary>What to call a part that cannot be carried.</summary>
    public static string Loss(Part part) => part switch
    {
        ImagePart => "image",
        AudioPart => "audio",
        FilePart => "file",
        OtherPart other => $"{other.Dialect}:{other.Type}",
        ToolResultPart => "tool_result",
        ToolCallPart => "tool_call",
        ReasoningPart => "reasoning",
        _ => "refusal",
    };

    // DIALECT: OpenAI's providers cache prompts by themselves.
    private static void NameCache(Part part, Losses lost)
    {
        if (part.Cache is not null)
        {
            lost.Add("cache_control");
        }
    }

    private static void WriteStart(Utf8JsonWriter writer, string type)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
    }

    private static void WriteFile(Utf8JsonWriter writer, FilePart file)
    {
        writer.WriteStartObject("file");
        switch (file.Source)
        {
            case MediaFile kept:
                writer.WriteString("file_id", kept.Id);
                break;
            case MediaInline { MediaType: null } plain:
                writer.WriteString("file_data", plain.Base64);
                break;
            default:
                writer.WriteString("file_data", MediaCodec.WriteUrl(file.Source));
                break;
        }

        writer.WriteText("filename", file.Name);
        writer.WriteRest(OpenAiDialect.Name, file.Extensions, "file");
        writer.WriteEndObject();
    }
}
