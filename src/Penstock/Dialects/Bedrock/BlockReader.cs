using System.Text;
using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Bedrock;

/// <summary>Reads blocks of content: each is an object with one member, whose name is its kind. A <c>cachePoint</c> becomes a mark on the block before it.</summary>
internal static class BlockReader
{
    // What marks a text that was JSON among a tool's results.
    private const string JsonMark = "json";

    /// <summary>Reads the blocks of a member.</summary>
    /// <param name="holder">The object that has the member.</param>
    /// <param name="name">The member.</param>
    public static List<Part> ReadAll(Members holder, string name)
    {
        List<Part> parts = [];
        foreach (var block in holder.Objects(name) ?? [])
        {
            if (ReadMark(block) is { } mark && parts.Count > 0 && parts[^1].Cache is null)
            {
                parts[^1] = parts[^1] with { Cache = mark };
            }
            else
            {
                parts.Add(Read(block));
            }
        }

        return parts;
    }

    /// <summary>Reads a block as the mark it is; null for any other.</summary>
    public static CacheMark? ReadMark(Members block) => block.Object("cachePoint") is { } point ? new CacheMark(point.Text("ttl")) : null;

    /// <summary>Whether a text was JSON among a tool's results.</summary>
    public static bool WasJson(Part part) => part.Extensions.Dialect == BedrockDialect.Name && part.Extensions.Find(JsonMark) is not null;

    private static Part Read(Members block)
    {
        var kind = "";
        foreach (var member in block.All())
        {
            kind = kind.Length == 0 && member.Value.ValueKind != JsonValueKind.Null ? member.Name : kind;
        }

        if (kind.Length == 0)
        {
            block.Mistakes.Add(block.At("text"), "missing", "is required: a block has one member, say text");
            return new TextPart("");
        }

        return kind switch
        {
            "text" => new TextPart(block.Text("text") ?? "") { Extensions = block.Rest("text") },
            "json" => new TextPart(block.TryGet("json", out var json) ? json.GetRawText() : "") { Extensions = new Extensions(BedrockDialect.Name, [new(JsonMark, "true")]) },
            "toolUse" => ReadCall(block),
            "toolResult" => ReadResult(block),
            "reasoningContent" => ReadReasoning(block),
            "image" => ReadImage(block),
            "document" => ReadDocument(block),
            "audio" => ReadAudio(block),
            "citationsContent" => ReadCited(block),
            _ => Other(block, kind),
        };
    }

    private static OtherPart Other(Members block, string kind) => new(BedrockDialect.Name, kind, block.Json);

    private static Part ReadCall(Members block)
    {
        var call = block.RequiredObject("toolUse");
        if (call.TryGet("type", out _))
        {
            // A tool that the provider itself runs.
            return Other(block, "toolUse");
        }

        return new ToolCallPart(call.RequiredText("toolUseId"), call.RequiredText("name"), ReadInput(call)) { Extensions = call.Rest("toolUseId", "name", "input") };
    }

    // A model may err in its arguments: what is no JSON travels as a text.
    private static string ReadInput(Members call)
    {
        if (!call.TryGet("input", out var input))
        {
            return "{}";
        }

        return input.ValueKind == JsonValueKind.String && !BlockWriter.IsJson(input.GetString()!) ? input.GetString()! : input.GetRawText();
    }

    private static Part ReadResult(Members block)
    {
        var result = block.RequiredObject("toolResult");
        return new ToolResultPart(result.RequiredText("toolUseId"), ReadAll(result, "content"))
        {
            IsError = result.Text("status") switch { "error" => true, "success" => false, _ => null },
            Extensions = result.Rest("toolUseId", "content", "status"),
        };
    }

    private static Part ReadReasoning(Members block)
    {
        var content = block.RequiredObject("reasoningContent");
        if (content.Object("reasoningText") is { } text)
        {
            return new ReasoningPart(text.Text("text") ?? "") { Signature = text.Text("signature"), Extensions = text.Rest("text", "signature") };
        }

        return content.Text("redactedContent") is { } hidden ? new ReasoningPart("") { Opaque = hidden } : Other(block, "reasoningContent");
    }

    private static Part ReadImage(Members block)
    {
        var image = block.RequiredObject("image");
        var format = image.RequiredText("format");
        List<KeyValuePair<string, string>>? rest = null;
        image.AddRest(ref rest, "", "format", "source");
        return ReadSource(image, MediaWords.Image(format), ref rest) is { } source
            ? new ImagePart(source) { Extensions = image.ToExtensions(WithFormat(rest, source, format)) }
            : Other(block, "image");
    }

    private static Part ReadDocument(Members block)
    {
        var document = block.RequiredObject("document");
        List<KeyValuePair<string, string>>? rest = null;
        document.AddRest(ref rest, "", "format", "name", "source");
        var format = document.Text("format");
        if (document.Object("source")?.Text("text") is { } text)
        {
            // Bytes of a text file are what other dialects have for a text given as a document.
            return new FilePart(new MediaInline("text/plain", Convert.ToBase64String(Encoding.UTF8.GetBytes(text)))) { Name = document.RequiredText("name"), Extensions = document.ToExtensions(rest) };
        }

        return ReadSource(document, format is null ? null : MediaWords.Document(format), ref rest) is { } source
            ? new FilePart(source) { Name = document.RequiredText("name"), Extensions = document.ToExtensions(format is null ? rest : WithFormat(rest, source, format)) }
            : Other(block, "document");
    }

    private static Part ReadAudio(Members block)
    {
        var audio = block.RequiredObject("audio");
        var format = audio.RequiredText("format");
        List<KeyValuePair<string, string>>? rest = null;
        audio.AddRest(ref rest, "", "format", "source");
        return ReadSource(audio, MediaWords.Audio(format), ref rest) is { } source
            ? new AudioPart(source) { Extensions = audio.ToExtensions(WithFormat(rest, source, format)) }
            : Other(block, "audio");
    }

    // An address does not tell the media type.
    private static List<KeyValuePair<string, string>>? WithFormat(List<KeyValuePair<string, string>>? rest, MediaSource source, string format) =>
        source is MediaUrl ? [.. rest ?? [], new("format", JsonSerializer.Serialize(format, WireJsonText.Default.String))] : rest;

    private static MediaSource? ReadSource(Members media, string? mediaType, ref List<KeyValuePair<string, string>>? rest)
    {
        var source = media.RequiredObject("source");
        if (source.Text("bytes") is { } bytes)
        {
            return new MediaInline(mediaType, bytes);
        }

        if (source.Object("s3Location") is not { } place || place.Text("uri") is not { } uri)
        {
            return null;
        }

        place.AddRest(ref rest, "source/s3Location", "uri");
        return new MediaUrl(uri);
    }

    private static Part ReadCited(Members block)
    {
        var cited = block.RequiredObject("citationsContent");
        return new TextPart(string.Concat((cited.Objects("content") ?? []).Select(part => part.Text("text"))))
        {
            Annotations = [.. (cited.Objects("citations") ?? []).Select(CitationCodec.Read)],
            Extensions = cited.Rest("content", "citations"),
        };
    }
}
