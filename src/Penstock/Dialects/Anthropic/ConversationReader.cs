using Penstock.Dialects.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Anthropic;

/// <summary>
/// Reads <c>system</c> and <c>messages</c>. A message of the user that holds results of tools becomes a message of the tools and, for what
/// else is in it, one of the user, in the order of the blocks.
/// </summary>
internal static class ConversationReader
{
    /// <summary>Reads both.</summary>
    public static List<Message> Read(Members request)
    {
        List<Message> messages = [];
        var system = BlockReader.ReadContent(request, "system");
        if (system.Count > 0)
        {
            messages.Add(new Message(Role.System, system));
        }

        if (!request.TryGet("messages", out _))
        {
            request.Mistakes.Add("messages", "missing", "is required and must be an array of messages");
        }

        foreach (var message in request.Objects("messages") ?? [])
        {
            Read(message, messages);
        }

        return messages;
    }

    private static void Read(Members message, List<Message> messages)
    {
        var role = message.RequiredText("role");
        if (!message.TryGet("content", out _))
        {
            message.Mistakes.Add(message.At("content"), "missing", "is required and must be a string or an array of content blocks");
        }

        var parts = BlockReader.ReadContent(message);
        var rest = message.Rest("role", "content");
        switch (role)
        {
            case "user" when parts.Exists(part => part is ToolResultPart):
                Split(parts, rest, messages);
                break;
            case "user":
                messages.Add(new Message(Role.User, parts) { Extensions = rest });
                break;
            case "assistant":
                messages.Add(new Message(Role.Assistant, parts) { Extensions = rest });
                break;
            // DIALECT: newer models take instructions in mid-conversation.
            case "system":
                messages.Add(new Message(Role.System, parts) { Extensions = rest });
                break;
            case "":
                break;
            default:
                message.TryGet("role", out var value);
                message.Mistakes.Add(message.At("role"), "enum", "must be one of user, assistant, system", value);
                break;
        }
    }

    private static void Split(List<Part> parts, Extensions rest, List<Message> messages)
    {
        for (var at = 0; at < parts.Count;)
        {
            var results = parts[at] is ToolResultPart;
            var end = parts.FindIndex(at, part => part is ToolResultPart != results);
            end = end < 0 ? parts.Count : end;
            messages.Add(new Message(results ? Role.Tool : Role.User, parts[at..end]) { Extensions = at == 0 ? rest : Extensions.None });
            at = end;
        }
    }
}
