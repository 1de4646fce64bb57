using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Converse;

/// <summary>Reads and writes the parts of messages: <c>{"type": "text", …}</c>, one small fixed object for each.</summary>
internal static class ConverseParts
{
    private static readonly string[] Types = ["text", "image", "audio", "file", "tool_call", "tool_result", "reasoning", "refusal"];

    /// <summary>Adds a mistake for every member that is not known.</summary>
    public static void OnlyKnown(Members members, ReadOnlySpan<string> known)
    {
        foreach (var member in members.All())
        {
            if (!known.Contains(member.Name))
            {
                members.Mistakes.Add(members.At(member.Name), "extra_forbidden", $"is not known here; known are {string.Join(", ", known)}");
            }
        }
    }

    /// <summary>Reads <c>content</c>: a text, or a list of parts.</summary>
    public static IReadOnlyList<Part> ReadContent(Members message, Role role)
    {
        if (!message.TryGet("content", out var content))
        {
            message.Mistakes.Add(message.At("content"), "missing", "is required and must be a string or an array of parts");
            return [];
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            if (role == Role.Tool)
            {
                message.Mistakes.Add(message.At("content"), "list_type", "must be an array of tool_result parts", content);
            }

            return [new TextPart(content.GetString()!)];
        }

        return [.. (message.Objects("content") ?? []).Select(Read).OfType<Part>()];
    }

    /// <summary>Writes a part; false when it has no form here.</summary>
    public static bool Write(Utf8JsonWriter writer, Part part)
    {
        switch (part)
        {
            case TextPart text:
                Start(writer, "text");
                writer.WriteString("text", text.Text);
                break;
            case RefusalPart refusal:
                Start(writer, "refusal");
                writer.WriteString("text", refusal.Text);
                break;
            case ReasoningPart reasoning:
                Start(writer, "reasoning");
                writer.WriteString("text", reasoning.Text);
                writer.WriteText("opaque", reasoning.Opaque);
                break;
            case ToolCallPart call:
                Start(writer, "tool_call");
                writer.WriteString("id", call.Id);
                writer.WriteString("name", call.Name);
                writer.WriteString("arguments", call.Arguments);
                break;
            case ToolResultPart result:
                Start(writer, "tool_result");
                writer.WriteString("tool_call_id", result.CallId);
                writer.WriteStartArray("content");
                foreach (var inner in result.Content)
                {
                    Write(writer, inner);
                }

                writer.WriteEndArray();
                writer.WriteFlag("is_error", result.IsError);
                break;
            case ImagePart image:
                Start(writer, "image");
                WriteSource(writer, image.Source);
                break;
            case AudioPart audio:
                Start(writer, "audio");
                WriteSource(writer, audio.Source);
                writer.WriteText("transcript", audio.Transcript);
                break;
            case FilePart file:
                Start(writer, "file");
                WriteSource(writer, file.Source);
                writer.WriteText("name", file.Name);
                break;
            default:
                return false;
        }

        writer.WriteText("signature", part.Signature);
        writer.WriteEndObject();
        return true;
    }

    private static Part? Read(Members part)
    {
        var type = part.RequiredText("type");
        switch (type)
        {
            case "text":
                OnlyKnown(part, ["type", "text", "signature"]);
                return new TextPart(part.RequiredText("text")) { Signature = part.Text("signature") };
            case "refusal":
                OnlyKnown(part, ["type", "text", "signature"]);
                return new RefusalPart(part.RequiredText("text")) { Signature = part.Text("signature") };
            case "reasoning":
                OnlyKnown(part, ["type", "text", "opaque", "signature"]);
                return new ReasoningPart(part.Text("text") ?? "") { Opaque = part.Text("opaque"), Signature = part.Text("signature") };
            case "tool_call":
                OnlyKnown(part, ["type", "id", "name", "arguments", "signature"]);
                return new ToolCallPart(part.RequiredText("id"), part.RequiredText("name"), part.RequiredText("arguments")) { Signature = part.Text("signature") };
            case "tool_result":
                OnlyKnown(part, ["type", "tool_call_id", "content", "is_error", "signature"]);
                return new ToolResultPart(part.RequiredText("tool_call_id"), ReadContent(part, Role.User)) { IsError = part.Flag("is_error"), Signature = part.Text("signature") };
            case "image":
                OnlyKnown(part, ["type", "url", "data", "media_type", "file_id", "signature"]);
                return ReadSource(part) is { } image ? new ImagePart(image) { Signature = part.Text("signature") } : null;
            case "audio":
                OnlyKnown(part, ["type", "url", "data", "media_type", "file_id", "transcript", "signature"]);
                return ReadSource(part) is { } audio ? new AudioPart(audio) { Transcript = part.Text("transcript"), Signature = part.Text("signature") } : null;
            case "file":
                OnlyKnown(part, ["type", "url", "data", "media_type", "file_id", "name", "signature"]);
                return ReadSource(part) is { } file ? new FilePart(file) { Name = part.Text("name"), Signature = part.Text("signature") } : null;
            default:
                if (type.Length > 0)
                {
                    part.Mistakes.Add(part.At("type"), "literal_error", $"must be one of {string.Join(", ", Types)}");
                }

                return null;
        }
    }

    private static MediaSource? ReadSource(Members part)
    {
        var (url, data, file) = (part.Text("url"), part.Text("data"), part.Text("file_id"));
        if (new[] { url, data, file }.Count(given => given is not null) != 1)
        {
            part.Mistakes.Add(part.At("data"), "missing", "or url, or file_id is required, and only one of them");
            return null;
        }

        return url is not null ? new MediaUrl(url) : file is not null ? new MediaFile(file) : new MediaInline(part.RequiredText("media_type"), data!);
    }

    private static void WriteSource(Utf8JsonWriter writer, MediaSource source)
    {
        switch (source)
        {
            case MediaUrl at:
                writer.WriteString("url", at.Url);
                break;
            case MediaInline inline:
                writer.WriteString("data", inline.Base64);
                writer.WriteString("media_type", inline.MediaType ?? "application/octet-stream");
                break;
            case MediaFile file:
                writer.WriteString("file_id", file.Id);
                break;
        }
    }

    private static void Start(Utf8JsonWriter writer, string type)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
    }
}
