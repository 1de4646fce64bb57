using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Gemini;

/// <summary>Reads the parts of contents. One instance reads one conversation, or one answer, in order.</summary>
/// <param name="calls">The ids of the function calls.</param>
internal sealed class GeminiPartReader(CallNames calls)
{
    private const string Text = "text", Thought = "thought", Signature = "thoughtSignature";
    private const string InlineData = "inlineData", FileData = "fileData", FunctionCall = "functionCall", FunctionResponse = "functionResponse";

    /// <summary>Reads the parts of a content.</summary>
    public List<Part> Read(ProtoObject content) => [.. (content.Objects("parts") ?? []).Select(ReadPart)];

    /// <summary>Reads a part.</summary>
    public Part ReadPart(ProtoObject part)
    {
        if (part.Object(FunctionCall) is { } call)
        {
            return ReadCall(part, call);
        }

        if (part.Object(FunctionResponse) is { } response)
        {
            return ReadResponse(part, response);
        }

        if (part.Object(InlineData) is { } inline)
        {
            var type = inline.Text("mimeType");
            return Media(part, inline, InlineData, new MediaInline(type, inline.Text("data") ?? ""), type, ["mimeType", "data"]);
        }

        if (part.Object(FileData) is { } file)
        {
            var uri = file.RequiredText("fileUri");
            var (said, guessed) = (file.Text("mimeType"), GeminiFiles.TypeOf(uri));
            return Media(part, file, FileData, GeminiFiles.Source(uri), said ?? guessed, said is null || said == guessed ? ["fileUri", "mimeType"] : ["fileUri"]);
        }

        return part.Has(Text) || part.Names().All(name => name is Signature or "thought_signature" or Thought) ? ReadText(part) : Other(part);
    }

    private static Part ReadText(ProtoObject part)
    {
        var text = part.Text(Text) ?? "";
        var (signature, rest) = (part.Text(Signature), part.Rest(Text, Thought, Signature));
        return part.Flag(Thought) == true
            ? new ReasoningPart(text) { Signature = signature, Extensions = rest }
            : new TextPart(text) { Signature = signature, Extensions = rest };
    }

    private ToolCallPart ReadCall(ProtoObject part, ProtoObject call)
    {
        List<KeyValuePair<string, string>>? rest = null;
        part.AddRest(ref rest, "", FunctionCall, Signature);
        call.AddRest(ref rest, FunctionCall, "id", "name", "args");
        var name = call.RequiredText("name");
        return new ToolCallPart(calls.Call(call.Text("id"), name), name, call.Object("args")?.Json ?? "{}")
        {
            Signature = part.Text(Signature),
            Extensions = part.ToExtensions(rest),
        };
    }

    private ToolResultPart ReadResponse(ProtoObject part, ProtoObject response)
    {
        List<KeyValuePair<string, string>>? rest = null;
        part.AddRest(ref rest, "", FunctionResponse, Signature);
        response.AddRest(ref rest, FunctionResponse, "id", "name", "response", "parts");
        var name = response.RequiredText("name");
        var (text, isError) = response.Object("response") is not null && response.TryGet("response", out var value) ? ToolResponse.Read(value) : ("", null);
        return new ToolResultPart(calls.Result(response.Text("id"), name), [new TextPart(text), .. (response.Objects("parts") ?? []).Select(ReadPart)])
        {
            Name = name,
            IsError = isError,
            Signature = part.Text(Signature),
            Extensions = part.ToExtensions(rest),
        };
    }

    private static Part Media(ProtoObject part, ProtoObject data, string inside, MediaSource source, string? type, ReadOnlySpan<string> known)
    {
        List<KeyValuePair<string, string>>? rest = null;
        part.AddRest(ref rest, "", inside, Signature);
        data.AddRest(ref rest, inside, known);
        var (signature, extensions) = (part.Text(Signature), part.ToExtensions(rest));
        return type?.Split('/')[0] switch
        {
            "image" => new ImagePart(source) { Signature = signature, Extensions = extensions },
            "audio" => new AudioPart(source) { Signature = signature, Extensions = extensions },
            _ => new FilePart(source) { Signature = signature, Extensions = extensions },
        };
    }

    // Code that ran at the provider, and what is yet to come.
    private static OtherPart Other(ProtoObject part) =>
        new(GeminiDialect.Name, part.Names().FirstOrDefault(name => name is not (Thought or Signature)) ?? "", part.Json);
}
