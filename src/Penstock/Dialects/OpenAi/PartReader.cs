using System.Text.Json;
using Penstock.Domain.Conversations;
using Penstock.Dialects.Json;

namespace Penstock.Dialects.OpenAi;

/// <summary>Reads the items of a message's <c>content</c> and <c>tool_calls</c>.</summary>
internal static class PartReader
{
    /// <summary>The <see cref="OtherPart.Type"/> of a tool call of a kind that has no canonical form.</summary>
    public const string OtherToolCall = "tool_call";

    /// <summary>Reads <c>content</c>: a string, an array of parts, or nothing.</summary>
    public static void ReadContent(Members message, List<Part> parts)
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
            parts.AddRange(message.Objects("content")!.Select(Read));
        }
        else
        {
            message.Mistakes.Add(message.At("content"), "string_type", "must be a string or an array of parts", content);
        }
    }

    /// <summary>Reads an item of <c>tool_calls</c>.</summary>
    /// <param name="call">The item.</param>
    /// <param name="lenient">Whether odd answers of providers are taken, too.</param>
    public static Part ReadToolCall(Members call, bool lenient)
    {
        List<KeyValuePair<string, string>>? rest = null;
        switch (call.Text("type"))
        {
            // DIALECT: several providers leave type out.
            case null or "" or "function":
                var function = call.RequiredObject("function");
                var signature = ExtraContent.Read(call);
                call.AddRest(ref rest, "", signature is null ? ["id", "type", "function"] : ["id", "type", "function", ExtraContent.Name]);
                function.AddRest(ref rest, "function", "name", "arguments");
                return new ToolCallPart(call.Text("id") ?? "", function.RequiredText("name"), ReadArguments(function, lenient))
                {
                    Signature = signature,
                    Extensions = call.ToExtensions(rest),
                };
            case "custom":
                var custom = call.RequiredObject("custom");
                call.AddRest(ref rest, "", "id", "type", "custom");
                custom.AddRest(ref rest, "custom", "name", "input");
                return new ToolCallPart(call.Text("id") ?? "", custom.RequiredText("name"), custom.Text("input") ?? "")
                {
                    FreeForm = true,
                    Extensions = call.ToExtensions(rest),
                };
            default:
                return new OtherPart(OpenAiDialect.Name, OtherToolCall, call.Json);
        }
    }

    /// <summary>Reads <c>arguments</c>: JSON in a string.</summary>
    public static string ReadArguments(Members function, bool lenient)
    {
        // DIALECT: Ollama and some vLLM tool parsers answer arguments as an object.
        return lenient && function.TryGet("arguments", out var arguments) && arguments.ValueKind == JsonValueKind.Object
            ? arguments.GetRawText()
            : function.Text("arguments") ?? "";
    }

    private static Part Read(Members part)
    {
        var type = part.RequiredText("type");
        return type switch
        {
            "text" => new TextPart(part.RequiredText("text")) { Extensions = part.Rest("type", "text") },
            "refusal" => new RefusalPart(part.RequiredText("refusal")) { Extensions = part.Rest("type", "refusal") },
            "image_url" => ReadImage(part),
            "input_audio" => ReadAudio(part),
            "file" => ReadFile(part),
            _ => new OtherPart(OpenAiDialect.Name, type, part.Json),
        };
    }

    private static ImagePart ReadImage(Members part)
    {
        // DIALECT: Mistral's image_url may be the address itself.
        if (part.TryGet("image_url", out var url) && url.ValueKind == JsonValueKind.String)
        {
            return new ImagePart(MediaCodec.ReadUrl(url.GetString()!)) { Extensions = part.Rest("type", "image_url") };
        }

        var image = part.RequiredObject("image_url");
        List<KeyValuePair<string, string>>? rest = null;
        part.AddRest(ref rest, "", "type", "image_url");
        image.AddRest(ref rest, "image_url", "url", "detail");
        return new ImagePart(MediaCodec.ReadUrl(image.RequiredText("url")))
        {
            Detail = image.Text("detail"),
            Extensions = part.ToExtensions(rest),
        };
    }

    private static AudioPart ReadAudio(Members part)
    {
        var audio = part.RequiredObject("input_audio");
        List<KeyValuePair<string, string>>? rest = null;
        part.AddRest(ref rest, "", "type", "input_audio");
        audio.AddRest(ref rest, "input_audio", "data", "format");
        return new AudioPart(new MediaInline(MediaCodec.MediaType(audio.RequiredText("format")), audio.RequiredText("data")))
        {
            Extensions = part.ToExtensions(rest),
        };
    }

    private static FilePart ReadFile(Members part)
    {
        var file = part.RequiredObject("file");
        List<KeyValuePair<string, string>>? rest = null;
        part.AddRest(ref rest, "", "type", "file");
        file.AddRest(ref rest, "file", "file_id", "file_data", "filename");
        MediaSource source;
        if (file.Text("file_id") is { } id)
        {
            source = new MediaFile(id);
        }
        else
        {
            // DIALECT: file_data is a data URL, plain base64 with some providers, and an address with OpenRouter.
            var data = file.RequiredText("file_data");
            source = MediaCodec.ReadUrl(data) is MediaUrl && !data.Contains("://") ? new MediaInline(null, data) : MediaCodec.ReadUrl(data);
        }

        return new FilePart(source) { Name = file.Text("filename"), Extensions = part.ToExtensions(rest) };
    }
}
