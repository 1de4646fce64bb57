using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Anthropic;

/// <summary>Reads content blocks, of requests and of answers.</summary>
internal static class BlockReader
{
    /// <summary>Reads the member <c>content</c> (or another that holds the same): a string, an array of blocks, or nothing.</summary>
    public static List<Part> ReadContent(Members message, string name = "content")
    {
        if (!message.TryGet(name, out var content))
        {
            return [];
        }

        switch (content.ValueKind)
        {
            case JsonValueKind.String:
                return [new TextPart(content.GetString()!)];
            case JsonValueKind.Array:
                return [.. message.Objects(name)!.Select(Read)];
            default:
                message.Mistakes.Add(message.At(name), "string_type", "must be a string or an array of content blocks", content);
                return [];
        }
    }

    /// <summary>Reads a block; one that has no canonical form is kept whole.</summary>
    public static Part Read(Members block)
    {
        var type = block.RequiredText("type");
        var part = type switch
        {
            "text" => ReadText(block),
            "thinking" => new ReasoningPart(block.RequiredText("thinking"))
            {
                Signature = block.Text("signature") is { Length: > 0 } signature ? signature : null,
                Extensions = block.Rest("type", "thinking", "signature", "cache_control"),
            },
            "redacted_thinking" => new ReasoningPart("") { Opaque = block.RequiredText("data"), Extensions = block.Rest("type", "data", "cache_control") },
            "image" when SourceCodec.Read(block) is { } source => new ImagePart(source) { Extensions = Media(block) },
            "document" when SourceCodec.Read(block) is { } source => new FilePart(source) { Name = block.Text("title"), Extensions = Media(block, "title") },
            "tool_use" => new ToolCallPart(block.RequiredText("id"), block.RequiredText("name"), ReadInput(block))
            {
                // What BlockWriter put there.
                Signature = block.Text("signature"),
                Extensions = block.Rest("type", "id", "name", "input", "signature", "cache_control"),
            },
            "tool_result" => new ToolResultPart(block.RequiredText("tool_use_id"), ReadContent(block))
            {
                IsError = block.Flag("is_error"),
                Extensions = block.Rest("type", "tool_use_id", "content", "is_error", "cache_control"),
            },
            _ => (Part)new OtherPart(AnthropicDialect.Name, type, block.Json),
        };
        return part is OtherPart ? part : part with { Cache = ReadCache(block) };
    }

    /// <summary>Reads <c>cache_control</c> of a block or a tool.</summary>
    public static CacheMark? ReadCache(Members block) => block.Object("cache_control") is { } cache ? new CacheMark(cache.Text("ttl")) : null;

    private static TextPart ReadText(Members block) => new(block.RequiredText("text"))
    {
        Annotations = block.Objects("citations")?.Select(CitationCodec.Read).ToArray() ?? [],
        Extensions = block.Rest("type", "text", "citations", "cache_control"),
    };

    private static string ReadInput(Members block)
    {
        if (block.ObjectJson("input") is { } input)
        {
            return input;
        }

        if (!block.TryGet("input", out _))
        {
            block.Mistakes.Add(block.At("input"), "missing", "is required and must be an object");
        }

        return "{}";
    }

    private static Extensions Media(Members block, string? title = null)
    {
        List<KeyValuePair<string, string>>? rest = null;
        block.AddRest(ref rest, "", title is null ? ["type", "source", "cache_control"] : ["type", "source", "cache_control", title]);
        return block.ToExtensions(rest);
    }
}
