using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Cohere;

/// <summary>
/// Reads the body of <c>POST /v2/chat</c>. Types are held strictly and every mistake is told at once; unknown members are kept as
/// <see cref="ChatInput.Extensions"/>. <c>model</c> and <c>stream</c> are the call's and not the input's.
/// </summary>
internal static class ChatRequestReader
{
    private static readonly string[] Known =
    [
        "model", "stream", "messages", "tools", "tool_choice", "strict_tools", "documents", "response_format", "max_tokens", "stop_sequences",
        "temperature", "seed", "frequency_penalty", "presence_penalty", "k", "p", "logprobs", "thinking",
    ];

    /// <summary>Reads a body: an input, or an error that names the members at fault.</summary>
    public static (ChatInput? Input, CallError? Error) Read(ReadOnlyMemory<byte> body) => RequestBody.Read(body, CohereDialect.Name, Read);

    private static ChatInput Read(Members request) => new()
    {
        Messages = ReadMessages(request),
        Tools = ReadTools(request),
        ToolChoice = ReadChoice(request),
        ResponseFormat = ReadFormat(request),
        Sampling = new Sampling
        {
            Temperature = request.Number("temperature"),
            TopP = request.Number("p"),
            TopK = request.Int("k"),
            FrequencyPenalty = request.Number("frequency_penalty"),
            PresencePenalty = request.Number("presence_penalty"),
            Seed = request.Whole("seed"),
        },
        Reasoning = ThinkingCodec.Read(request),
        MaxOutputTokens = request.Whole("max_tokens"),
        Stop = request.Texts("stop_sequences"),
        LogProbs = request.Flag("logprobs"),
        Extensions = request.Rest(Known),
    };

    private static List<Message> ReadMessages(Members request)
    {
        if (!request.TryGet("messages", out _))
        {
            request.Mistakes.Add("messages", "missing", "is required and must be an array of messages");
        }

        List<Message> messages = [.. (request.Objects("messages") ?? []).Select(MessageReader.Read)];
        if (DocumentText.ReadAll(request) is { } documents)
        {
            // Before the question they belong to.
            var last = messages.FindLastIndex(message => message.Role == Role.User);
            if (last < 0)
            {
                messages.Add(Message.Of(Role.User, documents));
            }
            else
            {
                messages[last] = messages[last] with { Parts = [new TextPart(documents), .. messages[last].Parts] };
            }
        }

        return messages;
    }

    private static List<Tool> ReadTools(Members request)
    {
        var strict = request.Flag("strict_tools");
        List<Tool> tools = [];
        foreach (var tool in request.Objects("tools") ?? [])
        {
            if (tool.RequiredText("type") is not ("function" or "") and var type)
            {
                tools.Add(new OtherTool(CohereDialect.Name, type, tool.Json));
                continue;
            }

            var function = tool.RequiredObject("function");
            List<KeyValuePair<string, string>>? rest = null;
            tool.AddRest(ref rest, "", "type", "function");
            function.AddRest(ref rest, "function", "name", "description", "parameters");
            tools.Add(new FunctionTool(function.RequiredText("name"))
            {
                Description = function.Text("description"),
                Parameters = function.ObjectJson("parameters"),
                Strict = strict,
                Extensions = tool.ToExtensions(rest),
            });
        }

        return tools;
    }

    private static ToolChoice? ReadChoice(Members request)
    {
        switch (request.Text("tool_choice"))
        {
            case null:
                return null;
            case "REQUIRED":
                return ToolChoice.Required;
            case "NONE":
                return ToolChoice.None;
            default:
                request.TryGet("tool_choice", out var value);
                request.Mistakes.Add("tool_choice", "enum", "must be REQUIRED or NONE", value);
                return null;
        }
    }

    private static ResponseFormat? ReadFormat(Members request)
    {
        if (request.Object("response_format") is not { } format)
        {
            return null;
        }

        switch (format.RequiredText("type"))
        {
            case "text":
                return new TextFormat();
            case "json_object":
                // DIALECT: version 1 says schema, and version 2 still takes it.
                return (format.ObjectJson("json_schema") ?? format.ObjectJson("schema")) is { } schema
                    ? new JsonSchemaFormat("response") { Schema = schema, Strict = true }
                    : new JsonObjectFormat();
            case var type:
                return new OtherFormat(CohereDialect.Name, type, format.Json);
        }
    }
}
