using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Converse;

/// <summary>Reads the body of <c>POST /models/{model_id}/converse</c>. Unknown members are mistakes, and every mistake is told at once.</summary>
internal static class ConverseReader
{
    private static readonly string[] Known =
    [
        "messages", "tools", "tool_choice", "response_schema", "temperature", "top_p", "max_output_tokens", "stop", "seed", "reasoning_effort", "stream",
    ];

    private static readonly string[] Efforts = ["none", "minimal", "low", "medium", "high"];

    /// <summary>Reads a body: the conversation and whether a stream is asked for, or an error that names all mistakes.</summary>
    public static (ChatInput? Input, bool Stream, CallError? Error) Read(ReadOnlyMemory<byte> body)
    {
        using var document = WireJson.Parse(body, out var error);
        if (document is null)
        {
            return (null, false, error);
        }

        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return (null, false, new CallError(ErrorKind.InvalidRequest, "The body must be a JSON object."));
        }

        var mistakes = new Mistakes(ConverseDialect.Name);
        var request = new Members(document.RootElement, "", mistakes);
        ConverseParts.OnlyKnown(request, Known);
        var input = Read(request);
        var stream = request.Flag("stream") ?? false;
        return mistakes.ToError() is { } wrong ? (null, false, wrong with { Kind = ErrorKind.InvalidInput }) : (input, stream, null);
    }

    private static ChatInput Read(Members request)
    {
        if (!request.TryGet("messages", out _))
        {
            request.Mistakes.Add("messages", "missing", "is required and must be an array of messages");
        }

        Message[] messages = [.. (request.Objects("messages") ?? []).Select(ReadMessage)];
        if (messages.Length == 0 && request.TryGet("messages", out var empty) && empty.ValueKind == JsonValueKind.Array)
        {
            request.Mistakes.Add("messages", "too_short", "must have at least one message");
        }

        return new ChatInput
        {
            Messages = messages,
            Tools = [.. (request.Objects("tools") ?? []).Select(ReadTool)],
            ToolChoice = ReadChoice(request),
            ResponseFormat = request.ObjectJson("response_schema") is { } schema ? new JsonSchemaFormat("answer") { Schema = schema, Strict = true } : null,
            Sampling = new Sampling { Temperature = ReadShare(request, "temperature", 2), TopP = ReadShare(request, "top_p", 1), Seed = request.Whole("seed") },
            Reasoning = new ReasoningOptions { Effort = ReadEffort(request) },
            MaxOutputTokens = request.Whole("max_output_tokens", 1),
            Stop = request.Texts("stop"),
        };
    }

    private static Message ReadMessage(Members message)
    {
        ConverseParts.OnlyKnown(message, ["role", "content"]);
        var word = message.RequiredText("role");
        Role? role = word switch { "system" => Role.System, "user" => Role.User, "assistant" => Role.Assistant, "tool" => Role.Tool, _ => null };
        if (role is null && word.Length > 0)
        {
            message.Mistakes.Add(message.At("role"), "literal_error", "must be system, user, assistant or tool");
        }

        return new Message(role ?? Role.User, ConverseParts.ReadContent(message, role ?? Role.User));
    }

    private static Tool ReadTool(Members tool)
    {
        ConverseParts.OnlyKnown(tool, ["name", "description", "parameters"]);
        return new FunctionTool(tool.RequiredText("name")) { Description = tool.Text("description"), Parameters = tool.ObjectJson("parameters") };
    }

    private static ToolChoice? ReadChoice(Members request)
    {
        if (!request.TryGet("tool_choice", out var choice))
        {
            return null;
        }

        if (choice.ValueKind == JsonValueKind.Object)
        {
            var named = request.Object("tool_choice")!.Value;
            ConverseParts.OnlyKnown(named, ["name"]);
            return new NamedToolChoice(named.RequiredText("name"));
        }

        ToolChoice? word = choice.ValueKind == JsonValueKind.String
            ? choice.GetString() switch { "auto" => ToolChoice.Auto, "none" => ToolChoice.None, "required" => ToolChoice.Required, _ => null }
            : null;
        if (word is null)
        {
            request.Mistakes.Add("tool_choice", "literal_error", "must be \"auto\", \"none\", \"required\" or {\"name\": …}", choice);
        }

        return word;
    }

    private static double? ReadShare(Members request, string name, double most)
    {
        var value = request.Number(name);
        if (value is < 0 || value > most)
        {
            request.Mistakes.Add(name, "out_of_range", $"must be from 0 to {most}");
        }

        return value;
    }

    private static string? ReadEffort(Members request)
    {
        var effort = request.Text("reasoning_effort");
        if (effort is not null && !Efforts.Contains(effort))
        {
            request.Mistakes.Add("reasoning_effort", "literal_error", $"must be one of {string.Join(", ", Efforts)}");
        }

        return effort;
    }
}
