using System.Text.Json;
using Penstock.Domain.Conversations;
using Penstock.Dialects.Json;

namespace Penstock.Dialects.OpenAi;

/// <summary>Reads messages of requests and of answers. One instance reads one conversation, in order.</summary>
/// <param name="lenient">Whether odd answers of providers are taken, too.</param>
internal sealed class MessageReader(bool lenient)
{
    private string? _legacyCall;

    /// <summary>Reads a message.</summary>
    /// <param name="message">The object.</param>
    /// <param name="index">Its place in the conversation.</param>
    public Message Read(Members message, int index)
    {
        // DIALECT: some providers leave role out of answers.
        var role = lenient ? message.Text("role") ?? "assistant" : message.RequiredText("role");
        switch (role)
        {
            case "system":
                return ReadPlain(message, Role.System);
            case "developer":
                return ReadPlain(message, Role.Developer);
            case "user":
                return ReadPlain(message, Role.User);
            case "assistant":
                return ReadAssistant(message, index);
            case "tool":
                return ReadTool(message, message.RequiredText("tool_call_id"), message.Text("name"));
            case "function":
                // DIALECT: the legacy form has no ids: the result answers the call before it.
                return ReadTool(message, _legacyCall ?? LegacyId(index), message.RequiredText("name"));
            default:
                if (role.Length > 0)
                {
                    message.TryGet("role", out var value);
                    message.Mistakes.Add(
                        message.At("role"), "enum", "must be one of system, developer, user, assistant, tool, function", value);
                }

                return new Message(Role.User, []);
        }
    }

    private static string LegacyId(int index) => $"call_{index}";

    private static Message ReadPlain(Members message, Role role)
    {
        List<Part> parts = [];
        if (!message.TryGet("content", out _))
        {
            message.Mistakes.Add(message.At("content"), "missing", "is required and must be a string or an array of parts");
        }

        PartReader.ReadContent(message, parts);
        return new Message(role, parts) { Name = message.Text("name"), Extensions = message.Rest("role", "content", "name") };
    }

    private static Message ReadTool(Members message, string callId, string? name)
    {
        List<Part> content = [];
        PartReader.ReadContent(message, content);
        var result = new ToolResultPart(callId, content)
        {
            Name = name,
            Extensions = message.Rest("role", "content", "tool_call_id", "name"),
        };
        return new Message(Role.Tool, [result]);
    }

    private Message ReadAssistant(Members message, int index)
    {
        List<Part> parts = [];
        List<KeyValuePair<string, string>>? rest = null;
        message.AddRest(
            ref rest, "", "role", "content", "name", "refusal", "reasoning_content", "reasoning", "audio", "tool_calls", "function_call", "annotations");
        ReadReasoning(message, parts, ref rest);
        PartReader.ReadContent(message, parts);
        ReadAnnotations(message, parts, ref rest);
        if (message.Text("refusal") is { } refusal)
        {
            parts.Add(new RefusalPart(refusal));
        }

        if (message.Object("audio") is { } audio)
        {
            parts.Add(ReadAudio(audio));
        }

        parts.AddRange(message.Objects("tool_calls")?.Select(call => PartReader.ReadToolCall(call, lenient)) ?? []);
        if (message.Object("function_call") is { } function)
        {
            _legacyCall = LegacyId(index);
            parts.Add(new ToolCallPart(_legacyCall, function.RequiredText("name"), PartReader.ReadArguments(function, lenient)));
        }

        if (ReasoningDetails.Has(message))
        {
            ReasoningDetails.Read(message, parts);
            rest?.RemoveAll(member => member.Key == "reasoning_details");
        }

        return new Message(Role.Assistant, parts) { Name = message.Text("name"), Extensions = message.ToExtensions(rest is { Count: 0 } ? null : rest) };
    }

    private static void ReadReasoning(Members message, List<Part> parts, ref List<KeyValuePair<string, string>>? rest)
    {
        // DIALECT: DeepSeek, vLLM and xAI say reasoning_content; OpenRouter, Groq and newer vLLM reasoning; some send both.
        var first = message.Text("reasoning_content");
        var present = message.TryGet("reasoning", out var value);
        var second = present && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        if (present && (second is null || (first is not null && first != second)))
        {
            (rest ??= []).Add(new("reasoning", value.GetRawText()));
        }

        if ((first ?? second) is { Length: > 0 } text)
        {
            parts.Add(new ReasoningPart(text));
        }
    }

    private static void ReadAnnotations(Members message, List<Part> parts, ref List<KeyValuePair<string, string>>? rest)
    {
        if (message.Objects("annotations") is not { } items)
        {
            return;
        }

        var annotations = items.Select(AnnotationCodec.Read).ToList();
        var last = parts.FindLastIndex(part => part is TextPart);
        if (annotations.Count == 0)
        {
            return;
        }

        if (last >= 0)
        {
            parts[last] = (TextPart)parts[last] with { Annotations = annotations };
        }
        else
        {
            message.TryGet("annotations", out var value);
            (rest ??= []).Add(new("annotations", value.GetRawText()));
        }
    }

    private static AudioPart ReadAudio(Members audio)
    {
        var id = audio.Text("id");
        return audio.Text("data") is { } data
            ? new AudioPart(new MediaInline(null, data))
            {
                Id = id,
                Transcript = audio.Text("transcript"),
                ExpiresAt = audio.Time("expires_at"),
                Extensions = audio.Rest("id", "data", "transcript", "expires_at"),
            }
            : new AudioPart(new MediaFile(id ?? "")) { Extensions = audio.Rest("id") };
    }
}
