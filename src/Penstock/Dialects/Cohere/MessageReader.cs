using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Cohere;

/// <summary>Reads messages of requests and of answers. A tool plan is reasoning: it is what the model thought before it called tools.</summary>
internal static class MessageReader
{
    /// <summary>Reads a message of a request.</summary>
    public static Message Read(Members message)
    {
        switch (message.RequiredText("role"))
        {
            case "system":
                return ReadPlain(message, Role.System);
            case "user":
                return ReadPlain(message, Role.User);
            case "assistant":
                return ReadAssistant(message);
            case "tool":
                return ReadTool(message);
            case "":
                break;
            default:
                message.TryGet("role", out var role);
                message.Mistakes.Add(message.At("role"), "enum", "must be one of system, user, assistant, tool", role);
                break;
        }

        return new Message(Role.User, []);
    }

    /// <summary>Reads the message of an answer, or an assistant's message of a request.</summary>
    public static Message ReadAssistant(Members message)
    {
        List<Part> parts = [];
        List<KeyValuePair<string, string>>? rest = null;
        message.AddRest(ref rest, "", "role", "content", "tool_plan", "tool_calls", "citations");
        if (message.Text("tool_plan") is { Length: > 0 } plan)
        {
            parts.Add(new ReasoningPart(plan));
        }

        var content = parts.Count;
        ReadContent(message, parts);
        ReadCitations(message, parts, content, ref rest);
        parts.AddRange((message.Objects("tool_calls") ?? []).Select(ReadToolCall));
        return new Message(Role.Assistant, parts) { Extensions = message.ToExtensions(rest) };
    }

    private static Message ReadPlain(Members message, Role role)
    {
        List<Part> parts = [];
        if (!message.TryGet("content", out _))
        {
            message.Mistakes.Add(message.At("content"), "missing", "is required and must be a string or an array of blocks");
        }

        ReadContent(message, parts);
        return new Message(role, parts) { Extensions = message.Rest("role", "content") };
    }

    private static Message ReadTool(Members message)
    {
        List<Part> content = [];
        ReadContent(message, content);
        return new Message(Role.Tool, [new ToolResultPart(message.RequiredText("tool_call_id"), content) { Extensions = message.Rest("role", "content", "tool_call_id") }]);
    }

    private static void ReadContent(Members message, List<Part> parts)
    {
        if (!message.TryGet("content", out var content))
        {
            return;
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            parts.Add(new TextPart(content.GetString()!));
        }
        else if (content.ValueKind == JsonValueKind.Array)
        {
            parts.AddRange(message.Objects("content")!.Select(ReadBlock));
        }
        else
        {
            message.Mistakes.Add(message.At("content"), "string_type", "must be a string or an array of blocks", content);
        }
    }

    private static Part ReadBlock(Members block)
    {
        var type = block.RequiredText("type");
        switch (type)
        {
            case "text":
                return new TextPart(block.RequiredText("text")) { Extensions = block.Rest("type", "text") };
            case "thinking":
                return new ReasoningPart(block.RequiredText("thinking")) { Extensions = block.Rest("type", "thinking") };
            case "image_url":
                var image = block.RequiredObject("image_url");
                return new ImagePart(MediaCodec.ReadUrl(image.RequiredText("url"))) { Detail = image.Text("detail"), Extensions = block.Rest("type", "image_url") };
            case "document":
                return new TextPart(DocumentText.Data(block.RequiredObject("document")));
            default:
                return new OtherPart(CohereDialect.Name, type, block.Json);
        }
    }

    private static ToolCallPart ReadToolCall(Members call)
    {
        var function = call.RequiredObject("function");
        List<KeyValuePair<string, string>>? rest = null;
        call.AddRest(ref rest, "", "id", "type", "function");
        function.AddRest(ref rest, "function", "name", "arguments");
        return new ToolCallPart(call.Text("id") ?? "", function.RequiredText("name"), function.Text("arguments") ?? "") { Extensions = call.ToExtensions(rest) };
    }

    // A citation says which block it is in; without that it is in the last text.
    private static void ReadCitations(Members message, List<Part> parts, int content, ref List<KeyValuePair<string, string>>? rest)
    {
        if (message.Objects("citations")?.ToList() is not { Count: > 0 } citations)
        {
            return;
        }

        var last = parts.FindLastIndex(part => part is TextPart);
        if (last < 0)
        {
            message.TryGet("citations", out var value);
            (rest ??= []).Add(new("citations", value.GetRawText()));
            return;
        }

        foreach (var citation in citations)
        {
            var named = citation.Int("content_index") is { } place && place >= 0 && content + place < parts.Count && parts[content + place] is TextPart ? content + place : last;
            var text = (TextPart)parts[named];
            parts[named] = text with { Annotations = [.. text.Annotations, CitationCodec.Read(citation)] };
        }
    }
}
