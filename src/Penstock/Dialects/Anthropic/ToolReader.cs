using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Anthropic;

/// <summary>Reads <c>tools</c> and <c>tool_choice</c>.</summary>
internal static class ToolReader
{
    /// <summary>Reads <c>tools</c>; those that Anthropic runs or defines itself have no canonical form.</summary>
    public static IReadOnlyList<Tool> ReadTools(Members request) =>
        request.Objects("tools")?.Select(tool => tool.Text("type") is { } type and not "custom"
            ? new OtherTool(AnthropicDialect.Name, type, tool.Json)
            : ReadFunction(tool)).ToArray() ?? [];

    /// <summary>Reads <c>tool_choice</c>, and with it whether several tools may be asked for at once.</summary>
    public static (ToolChoice? Choice, bool? Parallel) ReadChoice(Members request)
    {
        if (request.Object("tool_choice") is not { } choice)
        {
            return (null, null);
        }

        var parallel = !choice.Flag("disable_parallel_tool_use");
        switch (choice.RequiredText("type"))
        {
            case "auto":
                return (ToolChoice.Auto, parallel);
            case "any":
                return (ToolChoice.Required, parallel);
            case "none":
                return (ToolChoice.None, parallel);
            case "tool":
                return (new NamedToolChoice(choice.RequiredText("name")), parallel);
            case "":
                return (null, null);
            default:
                choice.TryGet("type", out JsonElement value);
                choice.Mistakes.Add(choice.At("type"), "enum", "must be one of auto, any, tool, none", value);
                return (null, null);
        }
    }

    private static Tool ReadFunction(Members tool) => new FunctionTool(tool.RequiredText("name"))
    {
        Description = tool.Text("description"),
        Parameters = tool.RequiredObject("input_schema").Json,
        Strict = tool.Flag("strict"),
        Cache = BlockReader.ReadCache(tool),
        Extensions = tool.Rest("type", "name", "description", "input_schema", "strict", "cache_control"),
    };
}
