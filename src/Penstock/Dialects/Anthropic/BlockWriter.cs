using System.Buffers;
using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Anthropic;

/// <summary>Writes content blocks, of requests and of answers.</summary>
/// <param name="writer">Where to.</param>
/// <param name="lost">Takes what cannot be carried.</param>
/// <param name="answer">Whether it is an answer: what it cannot carry is named, and nothing is refused.</param>
internal readonly struct BlockWriter(Utf8JsonWriter writer, Losses lost, bool answer)
{
    // DIALECT: ids must match ^[a-zA-Z0-9_-]+$.
    private static readonly SearchValues<char> IdLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    /// <summary>Writes the member <c>content</c> of a request's message: a string where it is one plain text, else an array.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="path">The message's place, for refusals.</param>
    /// <param name="name">The member's name.</param>
    public void WriteContent(IReadOnlyList<Part> parts, string path, string name = "content")
    {
        if (parts is [TextPart { Extensions.Count: 0, Annotations.Count: 0, Cache: null, Signature: null } text])
        {
            writer.WriteString(name, text.Text);
            return;
        }

        writer.WriteStartArray(name);
        WriteBlocks(parts, path);
        writer.WriteEndArray();
    }

    /// <summary>Writes blocks into an array.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="path">Their message's place.</param>
    public void WriteBlocks(IReadOnlyList<Part> parts, string path)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            Write(parts[i], $"{path}.content[{i}]");
        }
    }

    /// <summary>An id that the dialect takes, the same for a call and its result.</summary>
    public static string Id(string id)
    {
        if (id.Length > 0 && !id.AsSpan().ContainsAnyExcept(IdLetters))
        {
            return id;
        }

        return id.Length == 0 ? "_" : string.Create(id.Length, id, static (written, id) =>
        {
            for (var i = 0; i < id.Length; i++)
            {
                written[i] = IdLetters.Contains(id[i]) ? id[i] : '_';
            }
        });
    }

    /// <summary>Writes <c>cache_control</c>, unless there is no mark.</summary>
    public static void WriteCache(Utf8JsonWriter writer, CacheMark? cache)
    {
        if (cache is null)
        {
            return;
        }

        writer.WriteStartObject("cache_control");
        writer.WriteString("type", "ephemeral");
        writer.WriteText("ttl", cache.Ttl);
        writer.WriteEndObject();
    }

    /// <summary>Writes a tool call's <c>input</c>, which must be an object. Models err: what is none is given as a text.</summary>
    public static void WriteInput(Utf8JsonWriter writer, string arguments, Losses lost)
    {
        writer.WritePropertyName("input");
        if (string.IsNullOrWhiteSpace(arguments))
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
        }
        else if (IsObject(arguments))
        {
            writer.WriteKept(arguments);
        }
        else
        {
            lost.Add("tool_calls.arguments");
            writer.WriteStartObject();
            writer.WriteString("arguments", arguments);
            writer.WriteEndObject();
        }
    }

    private static bool IsObject(string json)
    {
        try
        {
            return JsonElement.Parse(json).ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Write(Part part, string path)
    {
        if (part.Signature is not null && part is not ReasoningPart && !(answer && part is ToolCallPart))
        {
            lost.Add("signature");
        }

        switch (part)
        {
            case TextPart text:
                WriteText(text);
                break;
            case RefusalPart refusal:
                WriteText(new TextPart(refusal.Text) { Cache = refusal.Cache });
                break;
            case ImagePart image when !answer:
                WriteImage(image);
                break;
            case FilePart file when !answer && SourceCodec.CarriesDocument(file.Source):
                WriteDocument(file);
                break;
            case ReasoningPart reasoning:
                WriteReasoning(reasoning);
                break;
            case ToolCallPart call when answer || !call.FreeForm:
                WriteCall(call);
                break;
            case ToolResultPart result when !answer:
                WriteResult(result, path);
                break;
            case OtherPart { Dialect: AnthropicDialect.Name } other:
                writer.WriteKept(other.Json);
                break;
            default:
                Miss(part, path);
                break;
        }
    }

    private void WriteText(TextPart text)
    {
        // DIALECT: an empty text block is an error.
        if (text.Text.Length == 0)
        {
            return;
        }

        Begin("text");
        writer.WriteString("text", text.Text);
        WriteCitations(text.Annotations);
        End(text);
    }

    private void WriteCitations(IReadOnlyList<Annotation> annotations)
    {
        if (annotations.Count == 0)
        {
            return;
        }

        var inAnswer = answer;

        // A question may only cite what Anthropic itself has cited: its marks are checked.
        bool Carried(Annotation annotation) => CitationCodec.Carries(annotation) && (inAnswer || annotation is not UrlCitation { Extensions.Dialect: not AnthropicDialect.Name });
        if (!annotations.All(Carried))
        {
            lost.Add("annotation");
        }

        writer.WriteStartArray("citations");
        foreach (var annotation in annotations.Where(Carried))
        {
            CitationCodec.Write(writer, annotation);
        }

        writer.WriteEndArray();
    }

    private void WriteImage(ImagePart image)
    {
        if (image.Detail is not (null or "auto"))
        {
            lost.Add("detail");
        }

        Begin("image");
        SourceCodec.WriteImage(writer, image.Source);
        End(image);
    }

    private void WriteDocument(FilePart file)
    {
        Begin("document");
        SourceCodec.WriteDocument(writer, file.Source);
        writer.WriteText("title", file.Name);
        End(file);
    }

    private void WriteReasoning(ReasoningPart reasoning)
    {
        if (reasoning.Opaque is { } opaque)
        {
            Begin("redacted_thinking");
            writer.WriteString("data", opaque);
            End(reasoning);
        }

        if (reasoning.Opaque is not null && reasoning.Signature is null)
        {
            return;
        }

        // DIALECT: thinking without its signature is an error in a question, and of no use to the model.
        if (!answer && reasoning.Signature is null)
        {
            lost.Add("reasoning");
            return;
        }

        Begin("thinking");
        writer.WriteString("thinking", reasoning.Text);
        writer.WriteString("signature", reasoning.Signature ?? "");
        End(reasoning);
    }

    private void WriteCall(ToolCallPart call)
    {
        Begin("tool_use");
        writer.WriteString("id", Id(call.Id));
        writer.WriteString("name", call.Name);
        WriteInput(writer, call.Arguments, lost);
        if (answer)
        {
            // DIALECT: Gemini's models must be given their signatures over calls again. Anthropic has no place for one, but clients
            // send a block back as it came; Anthropic itself is never told.
            writer.WriteText("signature", call.Signature);
        }

        End(call);
    }

    private void WriteResult(ToolResultPart result, string path)
    {
        Begin("tool_result");
        writer.WriteString("tool_use_id", Id(result.CallId));
        if (result.Content.Any(part => part is not TextPart { Text.Length: 0 }))
        {
            WriteContent(result.Content, path);
        }

        writer.WriteFlag("is_error", result.IsError);
        End(result);
    }

    private void Miss(Part part, string path)
    {
        if (part is AudioPart { Transcript: { Length: > 0 } said })
        {
            lost.Add("audio");
            WriteText(new TextPart(said));
            return;
        }

        var (name, feature) = part switch
        {
            AudioPart => ("audio", Feature.AudioInput),
            ImagePart => ("image", Feature.ImageInput),
            FilePart => ("file", Feature.FileInput),
            ToolCallPart => ("tool_call", Feature.FreeFormTools),
            ToolResultPart => ("tool_result", Feature.Tools),
            OtherPart other => ($"{other.Dialect}:{other.Type}", $"content of the type '{other.Type}'"),
            _ => ("content", "content of this type"),
        };
        if (answer)
        {
            lost.Add(name);
        }
        else
        {
            lost.Refuse(feature, path);
        }
    }

    private void Begin(string type)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
    }

    private void End(Part part)
    {
        WriteCache(writer, part.Cache);
        writer.WriteRest(AnthropicDialect.Name, part.Extensions, lost);
        writer.WriteEndObject();
    }
}
