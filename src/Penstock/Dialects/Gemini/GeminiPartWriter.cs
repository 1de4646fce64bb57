using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Gemini;

/// <summary>Writes the parts of contents. One instance writes one conversation, or one answer, in order.</summary>
/// <param name="writer">Where to, inside the array of parts.</param>
/// <param name="calls">The ids of the function calls.</param>
/// <param name="lost">Takes what cannot be carried.</param>
/// <param name="answer">Whether it is an answer to a client: then nothing is refused, since the answer is there.</param>
internal sealed class GeminiPartWriter(Utf8JsonWriter writer, CallNames calls, Losses lost, bool answer = false)
{
    /// <summary>
    /// DIALECT: Gemini 3 answers 400 to a function call in the history without its signature, and takes this in its place for calls that other
    /// models made: ai.google.dev/gemini-api/docs/thought-signatures, "FAQs".
    /// </summary>
    public const string NoSignature = "skip_thought_signature_validator";

    // The ids that a reader of what is written makes again.
    private readonly HashSet<string> _unsaid = new(StringComparer.Ordinal);

    /// <summary>Writes a part.</summary>
    /// <param name="part">The part.</param>
    /// <param name="at">Where it stands, in canonical terms.</param>
    /// <param name="needsSignature">Whether a function call must have a signature.</param>
    public void Write(Part part, string at, bool needsSignature = false)
    {
        switch (part)
        {
            case TextPart text:
                WriteText(text, text.Text);
                lost.AddRange(text.Annotations.Select(_ => "annotation"));
                break;
            case RefusalPart refusal:
                lost.Add("refusal");
                WriteText(refusal, refusal.Text);
                break;
            case ReasoningPart reasoning:
                WriteReasoning(reasoning);
                break;
            case ToolCallPart call:
                WriteCall(call, needsSignature);
                break;
            case ToolResultPart result:
                WriteResult(result, at);
                break;
            case ImagePart image:
                WriteMedia(image, image.Source, null, Feature.ImageInput, at);
                LoseIf(image.Detail is not null, "image.detail");
                break;
            case AudioPart audio:
                WriteMedia(audio, audio.Source, null, Feature.AudioInput, at);
                LoseIf(audio.Transcript is not null, "audio.transcript");
                break;
            case FilePart file:
                WriteMedia(file, file.Source, file.Name, Feature.FileInput, at);
                break;
            case OtherPart { Dialect: GeminiDialect.Name } other:
                writer.WriteKept(other.Json);
                break;
            case OtherPart other when answer:
                lost.Add($"{other.Dialect}:{other.Type}");
                break;
            case OtherPart other:
                lost.Refuse(other.Type.Contains("video", StringComparison.Ordinal) ? Feature.VideoInput : $"'{other.Type}' content of the dialect {other.Dialect}", at);
                break;
            default:
                throw new InvalidOperationException($"There is no part {part.GetType().Name}.");
        }
    }

    private void WriteText(Part part, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("text", text);
        End(part);
    }

    private void WriteReasoning(ReasoningPart reasoning)
    {
        // What only its own provider can read is of no use here.
        LoseIf(reasoning.Opaque is not null, "reasoning.opaque");
        if (reasoning.Text.Length == 0 && reasoning.Signature is null && reasoning.Opaque is not null)
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("text", reasoning.Text);
        writer.WriteBoolean("thought", true);
        End(reasoning);
    }

    private void WriteCall(ToolCallPart call, bool needsSignature)
    {
        var made = calls.Next;
        calls.Call(call.Id, call.Name);
        writer.WriteStartObject();
        writer.WriteStartObject("functionCall");
        if (call.Id.Length == 0 || call.Id == made)
        {
            _unsaid.Add(made);
        }
        else
        {
            writer.WriteString("id", call.Id);
        }

        writer.WriteString("name", call.Name);
        writer.WritePropertyName("args");
        WriteArguments(call);
        writer.WriteRest(GeminiDialect.Name, call.Extensions, "functionCall");
        writer.WriteEndObject();
        End(call, needsSignature);
    }

    private void WriteArguments(ToolCallPart call)
    {
        if (!call.FreeForm && ToolResponse.IsObject(call.Arguments))
        {
            WriteRaw(call.Arguments);
            return;
        }

        // A model may err in its JSON; here arguments are an object.
        writer.WriteStartObject();
        if (!string.IsNullOrWhiteSpace(call.Arguments))
        {
            writer.WriteString(call.FreeForm ? "input" : "arguments", call.Arguments);
            LoseIf(!call.FreeForm, "tool_calls.arguments");
        }

        writer.WriteEndObject();
    }

    private void WriteResult(ToolResultPart result, string at)
    {
        var name = result.Name ?? calls.NameOf(result.CallId) ?? result.CallId;
        var (byName, known) = (calls.ByName(name), calls.NameOf(result.CallId) is not null);
        calls.Result(result.CallId, name);
        writer.WriteStartObject();
        writer.WriteStartObject("functionResponse");
        var found = byName == result.CallId && (known ? _unsaid.Contains(result.CallId) : byName == name);
        if (result.CallId.Length > 0 && !found)
        {
            writer.WriteString("id", result.CallId);
        }

        writer.WriteString("name", name);
        writer.WritePropertyName("response");
        ToolResponse.Write(writer, result);
        WriteResultParts(result, at);
        writer.WriteRest(GeminiDialect.Name, result.Extensions, "functionResponse");
        writer.WriteEndObject();
        End(result);
    }

    private void WriteResultParts(ToolResultPart result, string at)
    {
        if (result.Content.All(part => part is TextPart))
        {
            return;
        }

        writer.WriteStartArray("parts");
        for (var i = 0; i < result.Content.Count; i++)
        {
            if (result.Content[i] is not TextPart)
            {
                Write(result.Content[i], $"{at}.content[{i}]");
            }
        }

        writer.WriteEndArray();
    }

    private void WriteMedia(Part part, MediaSource source, string? name, string feature, string at)
    {
        if (source is MediaInline inline)
        {
            writer.WriteStartObject();
            writer.WriteStartObject("inlineData");
            writer.WriteText("mimeType", inline.MediaType is { Length: > 0 } type ? type : GeminiFiles.TypeOf(name) ?? (part is FilePart ? "application/pdf" : null));
            writer.WriteString("data", inline.Base64);
            writer.WriteRest(GeminiDialect.Name, part.Extensions, "inlineData");
            writer.WriteEndObject();
        }
        else if (GeminiFiles.Uri(source) is { } uri)
        {
            writer.WriteStartObject();
            writer.WriteStartObject("fileData");
            if (part.Extensions.Dialect != GeminiDialect.Name || part.Extensions.Find("fileData/mimeType") is null)
            {
                writer.WriteText("mimeType", GeminiFiles.TypeOf(uri) ?? GeminiFiles.TypeOf(name));
            }

            writer.WriteString("fileUri", uri);
            writer.WriteRest(GeminiDialect.Name, part.Extensions, "fileData");
            writer.WriteEndObject();
        }
        else if (answer)
        {
            lost.Add(feature.Split(' ')[0]);
            return;
        }
        else
        {
            lost.Refuse(feature == Feature.AudioInput ? feature : Feature.StoredFileInput, at);
            return;
        }

        LoseIf(name is not null, "filename");
        End(part);
    }

    private void End(Part part, bool needsSignature = false)
    {
        if (part.Signature is { } signature && IsBytes(signature))
        {
            writer.WriteString("thoughtSignature", signature);
        }
        else if (needsSignature)
        {
            writer.WriteString("thoughtSignature", NoSignature);
        }

        LoseIf(part.Signature is { } other && !IsBytes(other), "reasoning.signature");
        LoseIf(part.Cache is not null, "cache_control");
        writer.WriteRest(GeminiDialect.Name, part.Extensions, lost);
        writer.WriteEndObject();
    }

    // Anything else in the place of bytes would make the provider refuse the whole request.
    private static bool IsBytes(string signature) => Base64.IsValid(signature) || Base64Url.IsValid(signature);

    private void WriteRaw(string json)
    {
        if (answer)
        {
            writer.WriteKept(json);
        }
        else
        {
            writer.WriteRawValue(Encoding.UTF8.GetBytes(json), skipInputValidation: true);
        }
    }

    private void LoseIf(bool condition, string name)
    {
        if (condition)
        {
            lost.Add(name);
        }
    }
}
