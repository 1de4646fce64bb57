using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Bedrock;

/// <summary>
/// Reads the body of <c>converse</c>. Types are held strictly and every mistake is told at once; members without a canonical form are kept as
/// <see cref="ChatInput.Extensions"/>. What is written again differs only in form: results of tools and what a user says beside them are messages
/// of their own here; a document given as a text is one of bytes; <c>reasoning_config</c> is <c>thinking</c>.
/// </summary>
internal static class ConverseRequestReader
{
    private const string More = "additionalModelRequestFields";

    /// <summary>Reads a body: an input, or an error that names the members at fault.</summary>
    public static (ChatInput? Input, CallError? Error) Read(ReadOnlyMemory<byte> body) => RequestBody.Read(body, BedrockDialect.Name, Read);

    private static ChatInput Read(Members request)
    {
        List<KeyValuePair<string, string>>? rest = null;
        request.AddRest(ref rest, "", "messages", "system", "inferenceConfig", "toolConfig", More, "requestMetadata", "outputConfig");
        var config = request.Object("inferenceConfig");
        config?.AddRest(ref rest, "inferenceConfig", "maxTokens", "temperature", "topP", "stopSequences");
        var (topK, reasoning) = ReadMore(request, ref rest);
        var format = ConverseTools.ReadFormat(request, ref rest);
        return new ChatInput
        {
            Messages = ReadMessages(request),
            Tools = ConverseTools.ReadTools(request, ref rest),
            ToolChoice = ConverseTools.ReadChoice(request),
            ResponseFormat = format,
            Sampling = new Sampling { Temperature = config?.Number("temperature"), TopP = config?.Number("topP"), TopK = topK },
            Reasoning = reasoning,
            MaxOutputTokens = config?.Whole("maxTokens"),
            Stop = config?.Texts("stopSequences") ?? [],
            Metadata = request.Object("requestMetadata") is { } metadata ? metadata.All().ToDictionary(member => member.Name, member => metadata.Text(member.Name) ?? "") : null,
            Extensions = request.ToExtensions(rest),
        };
    }

    private static List<Message> ReadMessages(Members request)
    {
        List<Message> messages = [];
        if (BlockReader.ReadAll(request, "system") is { Count: > 0 } system)
        {
            messages.Add(new Message(Role.System, system));
        }

        foreach (var message in request.Objects("messages") ?? [])
        {
            var role = message.RequiredText("role");
            if (!message.TryGet("content", out _))
            {
                message.Mistakes.Add(message.At("content"), "missing", "is required and must be an array of blocks");
            }

            var parts = BlockReader.ReadAll(message, "content");
            var extensions = message.Rest("role", "content");
            switch (role)
            {
                case "assistant":
                    messages.Add(new Message(Role.Assistant, parts) { Extensions = extensions });
                    break;
                case "user":
                    AddUser(messages, parts, extensions);
                    break;
                default:
                    message.Mistakes.Add(message.At("role"), "enum", "must be user or assistant");
                    break;
            }
        }

        return messages;
    }

    // DIALECT: results of tools are said by the user; each run of them is a message of tools.
    private static void AddUser(List<Message> messages, List<Part> parts, Extensions extensions)
    {
        var from = 0;
        for (var i = 1; i <= parts.Count; i++)
        {
            if (i == parts.Count || parts[i] is ToolResultPart != parts[from] is ToolResultPart)
            {
                messages.Add(new Message(parts[from] is ToolResultPart ? Role.Tool : Role.User, parts[from..i]) { Extensions = from == 0 ? extensions : Extensions.None });
                from = i;
            }
        }

        if (parts.Count == 0)
        {
            messages.Add(new Message(Role.User, []) { Extensions = extensions });
        }
    }

    // The model's own options: those that all dialects have some word for are taken out of it.
    private static (int? TopK, ReasoningOptions Reasoning) ReadMore(Members request, ref List<KeyValuePair<string, string>>? rest)
    {
        if (request.Object(More) is not { } more)
        {
            return (null, ReasoningOptions.Default);
        }

        List<string> known = [];
        var topK = Take(more, "top_k", JsonValueKind.Number, known) ? more.Int("top_k") : null;
        if (topK is null && more.TryGet("inferenceConfig", out var nova) && nova.ValueKind == JsonValueKind.Object && nova.GetPropertyCount() == 1
            && nova.TryGetProperty("topK", out var likely) && likely.ValueKind == JsonValueKind.Number && likely.TryGetInt32(out var number))
        {
            // DIALECT: Nova's top_k.
            topK = number;
            known.Add("inferenceConfig");
        }

        var reasoning = ReasoningOptions.Default;
        foreach (var name in (ReadOnlySpan<string>)["thinking", "reasoning_config"])
        {
            if (reasoning == ReasoningOptions.Default && more.TryGet(name, out var thinking) && ReadThinking(thinking) is { } read)
            {
                reasoning = read;
                known.Add(name);
            }
        }

        if (Take(more, "reasoning_effort", JsonValueKind.String, known))
        {
            reasoning = reasoning with { Effort = more.Text("reasoning_effort") };
        }

        more.AddRest(ref rest, More, [.. known]);
        if (more.All().Any() is false)
        {
            (rest ??= []).Add(new(More, "{}"));
        }

        return (topK, reasoning);
    }

    private static bool Take(Members more, string name, JsonValueKind kind, List<string> known)
    {
        if (!more.TryGet(name, out var value) || value.ValueKind != kind)
        {
            return false;
        }

        known.Add(name);
        return true;
    }

    private static ReasoningOptions? ReadThinking(JsonElement thinking)
    {
        if (thinking.ValueKind != JsonValueKind.Object || !thinking.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        return (type.GetString(), thinking.GetPropertyCount()) switch
        {
            ("disabled", 1) => new ReasoningOptions { Effort = "none" },
            ("enabled", 2) when thinking.TryGetProperty("budget_tokens", out var budget) && budget.ValueKind == JsonValueKind.Number && budget.TryGetInt64(out var tokens) =>
                new ReasoningOptions { BudgetTokens = tokens },
            _ => null,
        };
    }
}
