using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Anthropic;

/// <summary>
/// Writes <c>system</c> and <c>messages</c>. Instructions at the front become <c>system</c>. Results of tools, and what the user says right
/// after them, become one message of the user: all results of one turn must stand in the message that follows it ("Tool use").
/// </summary>
/// <param name="writer">Where to, inside the request.</param>
/// <param name="lost">Takes what cannot be carried.</param>
internal readonly struct ConversationWriter(Utf8JsonWriter writer, Losses lost)
{
    /// <summary>Writes both.</summary>
    public void Write(IReadOnlyList<Message> messages)
    {
        var front = 0;
        while (front < messages.Count && IsInstruction(messages[front]))
        {
            front++;
        }

        WriteSystem([.. messages.Take(front)]);
        writer.WriteStartArray("messages");
        for (var at = front; at < messages.Count;)
        {
            at = messages[at].Role == Role.Tool ? WriteResults(messages, at) : WriteOne(messages[at], at);
        }

        writer.WriteEndArray();
    }

    private static bool IsInstruction(Message message) => message.Role is Role.System or Role.Developer;

    private static string Path(int at) => $"messages[{at}]";

    private void WriteSystem(IReadOnlyList<Message> instructions)
    {
        List<Part> parts = [];
        for (var i = 0; i < instructions.Count; i++)
        {
            parts.AddRange(instructions[i].Parts);
            NoteName(instructions[i]);
            if (instructions[i].Parts.Any(part => part is not TextPart))
            {
                lost.Refuse("instructions that are no text", Path(i));
            }
        }

        parts.RemoveAll(part => part is TextPart { Text.Length: 0 });
        if (parts.Count > 0)
        {
            new BlockWriter(writer, lost, answer: false).WriteContent(parts, Path(0), "system");
        }
    }

    private int WriteOne(Message message, int at)
    {
        // The place in the conversation is kept: the provider's prompt cache and the model's understanding hang on the order.
        if (IsInstruction(message))
        {
            lost.Add($"{Path(at)}.role");
        }

        writer.WriteStartObject();
        writer.WriteString("role", message.Role == Role.Assistant ? "assistant" : "user");
        new BlockWriter(writer, lost, answer: false).WriteContent(message.Parts, Path(at));
        End(message);
        return at + 1;
    }

    private int WriteResults(IReadOnlyList<Message> messages, int at)
    {
        writer.WriteStartObject();
        writer.WriteString("role", "user");
        writer.WriteStartArray("content");
        var blocks = new BlockWriter(writer, lost, answer: false);
        var first = messages[at];
        for (; at < messages.Count && messages[at].Role == Role.Tool; at++)
        {
            blocks.WriteBlocks(messages[at].Parts, Path(at));
        }

        if (at < messages.Count && messages[at] is { Role: Role.User, Extensions.Count: 0, Name: null } said)
        {
            blocks.WriteBlocks(said.Parts, Path(at));
            at++;
        }

        writer.WriteEndArray();
        End(first);
        return at;
    }

    private void End(Message message)
    {
        NoteName(message);
        writer.WriteRest(AnthropicDialect.Name, message.Extensions, lost);
        writer.WriteEndObject();
    }

    private void NoteName(Message message)
    {
        if (message.Name is not null)
        {
            lost.Add("name");
        }
    }
}
