using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Responses;

/// <summary>
/// Reads <c>tools</c>, <c>tool_choice</c> and <c>text.format</c>. What chat completions have too, custom tools and allowed tools, is kept as
/// they write it, so that it can be told to them.
/// </summary>
internal static class ResponsesToolReader
{
    /// <summary>Reads <c>tools</c>.</summary>
    public static IReadOnlyList<Tool> ReadTools(Members request) => [.. (request.Objects("tools") ?? []).Select(ReadTool)];

    /// <summary>Reads <c>tool_choice</c>.</summary>
    public static ToolChoice? ReadChoice(Members request)
    {
        if (!request.TryGet("tool_choice", out var choice))
        {
            return null;
        }

        if (choice.ValueKind == JsonValueKind.Object)
        {
            return ReadChoiceObject(request.Object("tool_choice")!.Value);
        }

        switch (choice.ValueKind == JsonValueKind.String ? choice.GetString() : null)
        {
            case "auto":
                return ToolChoice.Auto;
            case "none":
                return ToolChoice.None;
            case "required":
                return ToolChoice.Required;
            default:
                request.Mistakes.Add(request.At("tool_choice"), "enum", "must be one of auto, none, required, or an object that names a tool", choice);
                return null;
        }
    }

    /// <summary>Reads <c>text.format</c>.</summary>
    public static ResponseFormat? ReadFormat(Members text)
    {
        if (text.Object("format") is not { } format)
        {
            return null;
        }

        var type = format.RequiredText("type");
        return type switch
        {
            "text" => new TextFormat(),
            "json_object" => new JsonObjectFormat(),
            "json_schema" => new JsonSchemaFormat(format.RequiredText("name"))
            {
                Description = format.Text("description"),
                Schema = format.ObjectJson("schema"),
                Strict = format.Flag("strict"),
                Extensions = format.Rest("type", "name", "description", "schema", "strict"),
            },
            _ => new OtherFormat(ResponsesDialect.Name, type, format.Json),
        };
    }

    private static Tool ReadTool(Members tool)
    {
        var type = tool.RequiredText("type");
        switch (type)
        {
            case "function":
                return new FunctionTool(tool.RequiredText("name"))
                {
                    Description = tool.Text("description"),
                    Parameters = tool.ObjectJson("parameters"),
                    Strict = tool.Flag("strict"),
                    Extensions = tool.Rest("type", "name", "description", "parameters", "strict"),
                };
            case "custom":
                tool.RequiredText("name");
                return new OtherTool(OpenAiDialect.Name, type, ToolForms.ToChat(tool));
            default:
                return new OtherTool(ResponsesDialect.Name, type, tool.Json);
        }
    }

    private static ToolChoice ReadChoiceObject(Members choice) => choice.RequiredText("type") switch
    {
        "function" => new NamedToolChoice(choice.RequiredText("name")),
        "custom" => new OtherToolChoice(OpenAiDialect.Name, ToolForms.ToChat(choice)),
        "allowed_tools" when choice.Objects("tools") is { } tools && tools.All(tool => tool.Text("type") is "function" or "custom") =>
            new OtherToolChoice(OpenAiDialect.Name, ToolForms.ToChat(choice)),
        _ => new OtherToolChoice(ResponsesDialect.Name, choice.Json),
    };
}
