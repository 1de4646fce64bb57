using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Responses;

/// <summary>Reads the items of <c>input</c> and of <c>output</c> into messages. One instance reads one conversation, in order.</summary>
/// <param name="mistakes">Takes what is wrong.</param>
internal sealed class ItemReader(Mistakes mistakes)
{
    /// <summary>Begins the <see cref="OtherPart.Type"/> of an item, as opposed to a piece of a message.</summary>
    public const string Item = "item/";

    private readonly List<Message> _messages = [];
    private List<Part>? _assistant;
    private bool _said;
    private string? _signature;

    /// <summary>What was read.</summary>
    public List<Message> Messages => _messages;

    /// <summary>Adds a message that is no item.</summary>
    public void Add(Message message)
    {
        _assistant = null;
        _messages.Add(message);
    }

    /// <summary>Reads an item.</summary>
    public void Read(Members item)
    {
        // DIALECT: an item without a type is a message (OpenAI's EasyInputMessage).
        var type = item.Text("type") ?? "message";
        switch (type)
        {
            case "message":
                ReadMessage(item);
                break;
            case "reasoning":
                ReadReasoning(item);
                break;
            case "function_call":
                Assistant().Add(Signed(new ToolCallPart(item.RequiredText("call_id"), item.RequiredText("name"), item.Text("arguments") ?? "")
                {
                    Extensions = item.Rest("type", "call_id", "name", "arguments"),
                }));
                break;
            case "custom_tool_call":
                Assistant().Add(Signed(new ToolCallPart(item.RequiredText("call_id"), item.RequiredText("name"), item.Text("input") ?? "")
                {
                    FreeForm = true,
                    Extensions = item.Rest("type", "call_id", "name", "input"),
                }));
                break;
            case "function_call_output" or "custom_tool_call_output":
                Add(new Message(Role.Tool, [ReadOutput(item)]));
                break;
            case "image_generation_call" when item.Text("result") is { Length: > 0 } picture:
                Assistant().Add(new ImagePart(new MediaInline(PictureType(item.Text("output_format")), picture)) { Extensions = item.Rest("type", "result") });
                break;
            default:
                ReadOther(item, type);
                break;
        }
    }

    private static string PictureType(string? format) => $"image/{format ?? "png"}";

    private void ReadOther(Members item, string type)
    {
        var part = new OtherPart(ResponsesDialect.Name, Item + type, item.Json);
        if (type.EndsWith("_call", StringComparison.Ordinal) || type is "mcp_list_tools" or "mcp_approval_request" or "compaction" or "program")
        {
            Assistant().Add(part);
        }
        else
        {
            Add(new Message(Role.User, [part]));
        }
    }

    private void ReadMessage(Members item)
    {
        var role = item.Text("role");
        switch (role)
        {
            case "assistant":
                // Two messages of the assistant in a row stay two.
                var parts = _said ? null : _assistant;
                parts ??= Begin();
                _said = true;
                ReadContent(item, "content", parts);
                Sign(parts);
                _messages[^1] = new Message(Role.Assistant, parts) { Extensions = item.Rest("type", "role", "content") };
                break;
            case "user" or "system" or "developer":
                List<Part> content = [];
                ReadContent(item, "content", content);
                Add(new Message(role switch { "system" => Role.System, "developer" => Role.Developer, _ => Role.User }, content)
                {
                    Extensions = item.Rest("type", "role", "content"),
                });
                break;
            default:
                item.TryGet("role", out var value);
                mistakes.Add(item.At("role"), "enum", "must be one of user, assistant, system, developer", value);
                break;
        }
    }

    private void ReadReasoning(Members item)
    {
        var content = item.Text("encrypted_content");
        if (content?.StartsWith(ReasoningSeal.OfNext, StringComparison.Ordinal) == true)
        {
            _signature = content[ReasoningSeal.OfNext.Length..];
            return;
        }

        Assistant().Add(ReadReasoning(item, content));
    }

    private static ReasoningPart ReadReasoning(Members item, string? content)
    {
        var summary = Texts(item, "summary");
        var said = Texts(item, "content");
        var (signature, opaque) = content is { } kept ? ReasoningSeal.Split(kept) : (null, null);
        List<KeyValuePair<string, string>>? rest = null;
        item.AddRest(ref rest, "", opaque is null ? ["type", "summary", "content", "encrypted_content"] : ["type", "id", "summary", "content", "encrypted_content"]);
        Keep(item, "summary", summary.Count > 1, ref rest);
        Keep(item, "content", said.Count > 0, ref rest);
        return new ReasoningPart(string.Join("\n\n", summary.Count > 0 ? summary : said))
        {
            Signature = signature,
            Opaque = opaque is null || ReasoningSeal.IsJoined(content!) ? opaque : ReasoningSeal.WithId(item.Text("id"), opaque),
            Extensions = item.ToExtensions(rest),
        };
    }

    // Several summaries are one text to everybody else, and several again to this dialect.
    private static void Keep(Members item, string name, bool keep, ref List<KeyValuePair<string, string>>? rest)
    {
        if (keep && item.TryGet(name, out var value))
        {
            (rest ??= []).Add(new(name, value.GetRawText()));
        }
    }

    private static List<string> Texts(Members item, string name) => [.. (item.Objects(name) ?? []).Select(part => part.Text("text") ?? "")];

    private static ToolResultPart ReadOutput(Members item)
    {
        List<Part> content = [];
        ReadContent(item, "output", content);
        return new ToolResultPart(item.RequiredText("call_id"), content) { Extensions = item.Rest("type", "call_id", "output") };
    }

    private static void ReadContent(Members item, string name, List<Part> parts)
    {
        if (!item.TryGet(name, out var content))
        {
            item.Mistakes.Add(item.At(name), "missing", "is required and must be a string or an array of parts");
        }
        else if (content.ValueKind == JsonValueKind.String)
        {
            parts.Add(new TextPart(content.GetString()!));
        }
        else
        {
            parts.AddRange((item.Objects(name) ?? []).Select(ReadPart));
        }
    }

    private static Part ReadPart(Members part)
    {
        var type = part.RequiredText("type");
        return type switch
        {
            "input_text" or "text" => new TextPart(part.RequiredText("text")) { Extensions = part.Rest("type", "text") },
            "output_text" => new TextPart(part.RequiredText("text"))
            {
                Annotations = [.. (part.Objects("annotations") ?? []).Select(ResponsesAnnotations.Read)],
                Extensions = part.Rest("type", "text", "annotations", "logprobs"),
            },
            "refusal" => new RefusalPart(part.RequiredText("refusal")) { Extensions = part.Rest("type", "refusal") },
            "input_image" when part.Text("file_id") is { } file => Image(part, new MediaFile(file)),
            "input_image" => Image(part, MediaCodec.ReadUrl(part.RequiredText("image_url"))),
            "input_file" => ReadFile(part),
            _ => new OtherPart(ResponsesDialect.Name, type, part.Json),
        };
    }

    private static ImagePart Image(Members part, MediaSource source) =>
        new(source) { Detail = part.Text("detail"), Extensions = part.Rest("type", "image_url", "file_id", "detail") };

    private static FilePart ReadFile(Members part)
    {
        MediaSource source =
            part.Text("file_id") is { } id ? new MediaFile(id)
            : part.Text("file_url") is { } url ? new MediaUrl(url)
            : MediaCodec.ReadUrl(part.RequiredText("file_data")) is MediaInline inline ? inline : new MediaInline(null, part.Text("file_data") ?? "");
        return new FilePart(source) { Name = part.Text("filename"), Extensions = part.Rest("type", "file_id", "file_url", "file_data", "filename") };
    }

    // The signature that an item before it held.
    private void Sign(List<Part> parts)
    {
        if (_signature is not null && parts.FindLastIndex(part => part is TextPart) is >= 0 and var last)
        {
            parts[last] = parts[last] with { Signature = _signature };
        }

        _signature = null;
    }

    private ToolCallPart Signed(ToolCallPart part)
    {
        var signature = _signature;
        _signature = null;
        return part with { Signature = signature };
    }

    // Reasoning, words and tool calls that follow each other are one message: providers of chats want all calls of a turn together.
    private List<Part> Assistant() => _assistant ?? Begin();

    private List<Part> Begin()
    {
        _assistant = [];
        _said = false;
        _messages.Add(new Message(Role.Assistant, _assistant));
        return _assistant;
    }
}
