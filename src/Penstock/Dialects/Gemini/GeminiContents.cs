using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Gemini;

/// <summary>Reads and writes <c>systemInstruction</c> and <c>contents</c>.</summary>
internal static class GeminiContents
{
    private const string User = "user", Model = "model";

    /// <summary>Reads the conversation.</summary>
    /// <param name="request">The request.</param>
    /// <param name="required">Whether there must be contents.</param>
    public static List<Message> Read(ProtoObject request, bool required = true)
    {
        var parts = new GeminiPartReader(new CallNames());
        List<Message> messages = [];
        if (ReadSystem(request, parts) is { } system)
        {
            messages.Add(system);
        }

        if (required && !request.Has("contents"))
        {
            request.Mistakes.Add("contents", "missing", "is required and must be an array of contents");
        }

        // DIALECT: a single content may stand without an array around it; proto's JSON does not say so, Google's servers take it.
        var one = request.TryGet("contents", out var contents) && contents.ValueKind == JsonValueKind.Object;
        foreach (var content in one ? [request.Object("contents")!.Value] : request.Objects("contents") ?? [])
        {
            messages.Add(ReadContent(content, parts));
        }

        return messages;
    }

    /// <summary>Writes the conversation: what stands in front of it for the model to obey goes into a member of its own.</summary>
    /// <param name="writer">Inside the request.</param>
    /// <param name="messages">The conversation.</param>
    /// <param name="signed">Whether the model wants function calls signed.</param>
    /// <param name="lost">Takes what cannot be carried.</param>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<Message> messages, bool signed, Losses lost)
    {
        var parts = new GeminiPartWriter(writer, new CallNames(), lost);
        var first = 0;
        while (first < messages.Count && messages[first].Role is Role.System or Role.Developer)
        {
            first++;
        }

        if (first > 0)
        {
            writer.WriteStartObject("systemInstruction");
            writer.WriteStartArray("parts");
            for (var i = 0; i < first; i++)
            {
                WriteParts(parts, messages[i], i, signed: false);
            }

            writer.WriteEndArray();
            writer.WriteRest(GeminiDialect.Name, messages[0].Extensions, lost);
            writer.WriteEndObject();
        }

        writer.WriteStartArray("contents");
        for (var i = first; i < messages.Count; i++)
        {
            var start = i;
            writer.WriteStartObject();
            writer.WriteString("role", messages[i].Role == Role.Assistant ? Model : User);
            writer.WriteStartArray("parts");
            WriteMessage(writer, parts, messages[i], i, signed, lost);

            // DIALECT: the results of parallel calls must stand in one content.
            while (messages[i].Role == Role.Tool && i + 1 < messages.Count && messages[i + 1].Role == Role.Tool)
            {
                i++;
                WriteMessage(writer, parts, messages[i], i, signed, lost);
            }

            writer.WriteEndArray();
            writer.WriteRest(GeminiDialect.Name, messages[start].Extensions, lost);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static Message? ReadSystem(ProtoObject request, GeminiPartReader parts)
    {
        if (!request.TryGet("systemInstruction", out var value))
        {
            return null;
        }

        // DIALECT: Google's SDKs of older days sent a plain text, which its servers take.
        return value.ValueKind == JsonValueKind.String ? Message.Of(Role.System, value.GetString()!)
            : request.Object("systemInstruction") is { } content ? new Message(Role.System, parts.Read(content)) { Extensions = content.Rest("role", "parts") }
            : null;
    }

    private static Message ReadContent(ProtoObject content, GeminiPartReader reader)
    {
        var role = content.Text("role");
        var parts = reader.Read(content);
        if (role is not (null or "" or User or Model or "function" or "tool" or "system"))
        {
            content.TryGet("role", out var value);
            content.Mistakes.Add(content.At("role"), "enum", "must be user or model", value);
        }

        var results = parts.Count > 0 && parts.All(part => part is ToolResultPart);
        return new Message(role == Model ? Role.Assistant : results ? Role.Tool : role == "system" ? Role.System : Role.User, parts) { Extensions = content.Rest("role", "parts") };
    }

    private static void WriteMessage(Utf8JsonWriter writer, GeminiPartWriter parts, Message message, int index, bool signed, Losses lost)
    {
        if (message.Role is Role.System or Role.Developer)
        {
            lost.Add($"messages[{index}].role");
        }

        if (message.Name is not null)
        {
            lost.Add("name");
        }

        if (message.Parts.Count == 0)
        {
            // DIALECT: a content without parts is refused.
            writer.WriteStartObject();
            writer.WriteString("text", "");
            writer.WriteEndObject();
        }

        WriteParts(parts, message, index, signed);
    }

    private static void WriteParts(GeminiPartWriter parts, Message message, int index, bool signed)
    {
        // Of parallel calls only the first has a signature.
        for (var i = 0; i < message.Parts.Count; i++)
        {
            var first = signed && message.Parts[i] is ToolCallPart;
            parts.Write(message.Parts[i], $"messages[{index}].content[{i}]", first);
            signed &= !first;
        }
    }
}
