using System.Text.Json;
using Penstock.Domain.Conversations;
using Penstock.Dialects.Json;

namespace Penstock.Dialects.OpenAi;

/// <summary>Reads <c>tools</c>, <c>tool_choice</c>, their legacy forms, and <c>response_format</c>.</summary>
internal static class ToolReader
{
    /// <summary>Reads <c>tools</c> and the legacy <c>functions</c>.</summary>
    public static IReadOnlyList<Tool> ReadTools(Members request)
    {
        List<Tool> tools = [];
        foreach (var tool in request.Objects("tools") ?? [])
        {
            var type = tool.RequiredText("type");
            if (type is "function" or "")
            {
                List<KeyValuePair<string, string>>? rest = null;
                tool.AddRest(ref rest, "", "type", "function");
                tools.Add(ReadFunction(tool.RequiredObject("function"), "function", rest));
            }
            else
            {
                tools.Add(new OtherTool(OpenAiDialect.Name, type, tool.Json));
            }
        }

        tools.AddRange(request.Objects("functions")?.Select(function => ReadFunction(function, "function", null)) ?? []);
        return tools;
    }

    /// <summary>Reads <c>tool_choice</c>, or else the legacy <c>function_call</c>.</summary>
    public static ToolChoice? ReadChoice(Members request)
    {
        if (request.TryGet("tool_choice", out var choice))
        {
            return choice.ValueKind switch
            {
                JsonValueKind.String => ReadWord(request, "tool_choice", choice),
                JsonValueKind.Object => ReadChoiceObject(request.Object("tool_choice")!.Value),
                _ => Wrong(request, "tool_choice", choice),
            };
        }

        if (!request.TryGet("function_call", out var legacy))
        {
            return null;
        }

        return legacy.ValueKind switch
        {
            JsonValueKind.String => ReadWord(request, "function_call", legacy),
            JsonValueKind.Object => new NamedToolChoice(request.Object("function_call")!.Value.RequiredText("name")),
            _ => Wrong(request, "function_call", legacy),
        };
    }

    /// <summary>Reads <c>response_format</c>.</summary>
    public static ResponseFormat? ReadFormat(Members request)
    {
        if (request.Object("response_format") is not { } format)
        {
            return null;
        }

        var type = format.RequiredText("type");
        switch (type)
        {
            case "text":
                return new TextFormat();
            // DIALECT: Together and others put a schema beside json_object: that has no canonical form.
            case "json_object" when !format.TryGet("schema", out _):
                return new JsonObjectFormat();
            case "json_schema":
                var schema = format.RequiredObject("json_schema");
                List<KeyValuePair<string, string>>? rest = null;
                schema.AddRest(ref rest, "json_schema", "name", "description", "schema", "strict");
                format.AddRest(ref rest, "", "type", "json_schema");
                return new JsonSchemaFormat(schema.RequiredText("name"))
                {
                    Description = schema.Text("description"),
                    Schema = schema.ObjectJson("schema"),
                    Strict = schema.Flag("strict"),
                    Extensions = schema.ToExtensions(rest),
                };
            default:
                return new OtherFormat(OpenAiDialect.Name, type, format.Json);
        }
    }

    private static FunctionTool ReadFunction(Members function, string inside, List<KeyValuePair<string, string>>? rest)
    {
        function.AddRest(ref rest, inside, "name", "description", "parameters", "strict");
        return new FunctionTool(function.RequiredText("name"))
        {
            Description = function.Text("description"),
            Parameters = function.ObjectJson("parameters"),
            Strict = function.Flag("strict"),
            Extensions = function.ToExtensions(rest),
        };
    }

    private static ToolChoice? ReadWord(Members request, string name, JsonElement word)
    {
        switch (word.GetString())
        {
            case "auto":
                return ToolChoice.Auto;
            case "none":
                return ToolChoice.None;
            // DIALECT: Mistral says any.
            case "required" or "any":
                return ToolChoice.Required;
            default:
                return Wrong(request, name, word);
        }
    }

    private static ToolChoice ReadChoiceObject(Members choice) =>
        choice.RequiredText("type") == "function"
            ? new NamedToolChoice(choice.RequiredObject("function").RequiredText("name"))
            : new OtherToolChoice(OpenAiDialect.Name, choice.Json);

    private static ToolChoice? Wrong(Members request, string name, JsonElement value)
    {
        request.Mistakes.Add(request.At(name), "enum", "must be one of auto, none, required, or an object that names a function", value);
        return null;
    }
}
