using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Bedrock;

/// <summary>Writes blocks of content; a mark for the cache becomes a block of its own.</summary>
/// <param name="writer">Inside an array.</param>
/// <param name="lost">Takes what cannot be carried.</param>
internal sealed class BlockWriter(Utf8JsonWriter writer, Losses lost)
{
    private int _documents;

    /// <summary>Writes a part, and the mark behind it.</summary>
    /// <param name="part">The part.</param>
    /// <param name="place">Where it stands, in canonical terms.</param>
    /// <param name="inResult">Whether it is of a tool's result.</param>
    public void Write(Part part, string place, bool inResult = false)
    {
        WriteBlock(part, place, inResult);
        if (part.Signature is not null && part is not ReasoningPart)
        {
            lost.Add("signature");
        }

        if (part.Cache is { } mark)
        {
            WriteMark(writer, mark);
        }
    }

    /// <summary>Writes a mark for the cache as a block.</summary>
    public static void WriteMark(Utf8JsonWriter writer, CacheMark mark)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("cachePoint");
        writer.WriteString("type", "default");
        writer.WriteText("ttl", mark.Ttl);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Whether a text is JSON.</summary>
    public static bool IsJson(string text)
    {
        try
        {
            JsonElement.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void WriteBlock(Part part, string place, bool inResult)
    {
        switch (part)
        {
            case TextPart text:
                WriteText(text, inResult);
                break;
            case RefusalPart refusal:
                lost.Add("refusal");
                // It has no refusals: the words are what the model said.
                WriteText(new TextPart(refusal.Text), inResult);
                break;
            case ReasoningPart reasoning:
                WriteReasoning(reasoning);
                break;
            case ToolCallPart call:
                WriteCall(call);
                break;
            case ToolResultPart result:
                WriteResult(result, place);
                break;
            case ImagePart image:
                WriteImage(image, place);
                break;
            case FilePart file:
                WriteDocument(file, place);
                break;
            case AudioPart audio:
                WriteAudio(audio, place);
                break;
            case OtherPart { Dialect: BedrockDialect.Name } other:
                writer.WriteKept(other.Json);
                break;
            default:
                // An answer that another provider searched for, say: the model would see none of it.
                lost.Add(part is OtherPart foreign ? $"{foreign.Dialect}:{foreign.Type}" : "part");
                break;
        }
    }

    private void WriteText(TextPart text, bool inResult)
    {
        if (inResult && BlockReader.WasJson(text) && IsJson(text.Text))
        {
            writer.WriteStartObject();
            writer.WriteJson("json", text.Text);
            writer.WriteEndObject();
            return;
        }

        if (!text.Annotations.Any(annotation => annotation is not OtherAnnotation { Dialect: not BedrockDialect.Name }))
        {
            if (text.Annotations.Count > 0)
            {
                lost.Add("annotation");
            }

            writer.WriteStartObject();
            writer.WriteString("text", text.Text);
            writer.WriteRest(BedrockDialect.Name, text.Extensions, lost);
            writer.WriteEndObject();
            return;
        }

        Begin("citationsContent");
        writer.WriteStartArray("content");
        writer.WriteStartObject();
        writer.WriteString("text", text.Text);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteStartArray("citations");
        foreach (var annotation in text.Annotations)
        {
            if (!CitationCodec.Write(writer, annotation))
            {
                lost.Add("annotation");
            }
        }

        writer.WriteEndArray();
        End(text);
    }

    private void WriteReasoning(ReasoningPart reasoning)
    {
        Begin("reasoningContent");
        if (reasoning.Opaque is { } hidden)
        {
            writer.WriteString("redactedContent", hidden);
            writer.WriteEndObject();
            writer.WriteEndObject();
            return;
        }

        writer.WriteStartObject("reasoningText");
        writer.WriteString("text", reasoning.Text);
        writer.WriteText("signature", reasoning.Signature);
        writer.WriteRest(BedrockDialect.Name, reasoning.Extensions, lost);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteCall(ToolCallPart call)
    {
        Begin("toolUse");
        writer.WriteString("toolUseId", call.Id);
        writer.WriteString("name", call.Name);
        if (string.IsNullOrWhiteSpace(call.Arguments))
        {
            writer.WriteStartObject("input");
            writer.WriteEndObject();
        }
        else if (!call.FreeForm && IsJson(call.Arguments))
        {
            writer.WriteJson("input", call.Arguments);
        }
        else
        {
            writer.WriteString("input", call.Arguments);
        }

        End(call);
    }

    private void WriteResult(ToolResultPart result, string place)
    {
        Begin("toolResult");
        writer.WriteString("toolUseId", result.CallId);
        writer.WriteStartArray("content");
        for (var i = 0; i < result.Content.Count; i++)
        {
            Write(result.Content[i], $"{place}.content[{i}]", inResult: true);
        }

        writer.WriteEndArray();
        writer.WriteText("status", result.IsError switch { true => "error", false => "success", null => null });
        End(result);
    }

    private void WriteImage(ImagePart image, string place)
    {
        if (image.Detail is not null)
        {
            lost.Add("detail");
        }

        if (image.Source is MediaInline inline && MediaWords.ImageFormat(inline.MediaType) is null)
        {
            lost.Refuse($"{Feature.ImageInput} of the type '{inline.MediaType}'", place);
        }
        else if (CanWrite(image.Source, Feature.ImageUrlInput, place))
        {
            WriteMedia("image", image, image.Source, image.Source is MediaInline known ? MediaWords.ImageFormat(known.MediaType) : null);
        }
    }

    private void WriteAudio(AudioPart audio, string place)
    {
        if (CanWrite(audio.Source, Feature.AudioInput, place))
        {
            WriteMedia("audio", audio, audio.Source, audio.Source is MediaInline inline ? MediaWords.AudioFormat(inline.MediaType) : null);
        }
    }

    private void WriteDocument(FilePart file, string place)
    {
        _documents++;
        if (file.Source is MediaInline inline && MediaWords.DocumentFormat(inline.MediaType, file.Name) is null)
        {
            lost.Refuse($"{Feature.FileInput} of the type '{inline.MediaType}'", place);
        }
        else if (CanWrite(file.Source, Feature.FileUrlInput, place))
        {
            WriteMedia(
                "document", file, file.Source, file.Source is MediaInline known ? MediaWords.DocumentFormat(known.MediaType, file.Name) : null,
                MediaWords.DocumentName(file.Name, _documents));
        }
    }

    // DIALECT: it fetches from S3 only.
    private bool CanWrite(MediaSource source, string byAddress, string place)
    {
        switch (source)
        {
            case MediaInline or MediaUrl { Url: ['s', '3', ':', '/', '/', ..] }:
                return true;
            case MediaFile:
                lost.Refuse(Feature.StoredFileInput, place);
                return false;
            default:
                lost.Refuse(byAddress, place);
                return false;
        }
    }

    private void WriteMedia(string kind, Part part, MediaSource source, string? format, string? name = null)
    {
        Begin(kind);
        format ??= part.Extensions.Dialect == BedrockDialect.Name && part.Extensions.Find("format") is not null ? null
            : source is MediaUrl url ? Path.GetExtension(url.Url).TrimStart('.').ToLowerInvariant() : null;
        writer.WriteText("format", format);
        writer.WriteText("name", name);
        writer.WriteStartObject("source");
        if (source is MediaInline inline)
        {
            writer.WriteString("bytes", inline.Base64);
        }
        else
        {
            writer.WriteStartObject("s3Location");
            writer.WriteString("uri", ((MediaUrl)source).Url);
            writer.WriteRest(BedrockDialect.Name, part.Extensions, "source/s3Location");
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        End(part);
    }

    private void Begin(string kind)
    {
        writer.WriteStartObject();
        writer.WriteStartObject(kind);
    }

    private void End(Part part)
    {
        writer.WriteRest(BedrockDialect.Name, part.Extensions, lost);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
