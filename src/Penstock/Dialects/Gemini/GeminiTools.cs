using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Gemini;

/// <summary>Reads and writes <c>tools</c> and <c>toolConfig</c>.</summary>
internal static class GeminiTools
{
    private const string Functions = "functionDeclarations", Config = "toolConfig", Calling = "functionCallingConfig";

    /// <summary>Reads the tools: every function by itself, and every tool of the provider's own as an object of its own.</summary>
    public static List<Tool> Read(ProtoObject request)
    {
        List<Tool> tools = [];
        foreach (var tool in request.Objects("tools") ?? [])
        {
            tools.AddRange((tool.Objects(Functions) ?? []).Select(ReadFunction));
            tools.AddRange(tool.Rest(Functions).Select(member => new OtherTool(GeminiDialect.Name, member.Key, $"{{\"{member.Key}\":{member.Value}}}")));
        }

        return tools;
    }

    /// <summary>Reads the choice of tools; what else is configured goes to <paramref name="rest"/>.</summary>
    public static ToolChoice? ReadChoice(ProtoObject request, ref List<KeyValuePair<string, string>>? rest)
    {
        if (request.Object(Config) is not { } config)
        {
            return null;
        }

        config.AddRest(ref rest, Config, Calling);
        if (config.Object(Calling) is not { } calling)
        {
            return null;
        }

        var allowed = calling.Texts("allowedFunctionNames") ?? [];
        return (calling.Text("mode")?.ToUpperInvariant(), allowed) switch
        {
            (null or "MODE_UNSPECIFIED", []) => null,
            ("AUTO", []) => ToolChoice.Auto,
            ("NONE", []) => ToolChoice.None,
            ("ANY", []) => ToolChoice.Required,
            ("ANY", [var name]) => new NamedToolChoice(name),
            _ => new OtherToolChoice(GeminiDialect.Name, calling.Json),
        };
    }

    /// <summary>Writes the tools, unless there are none.</summary>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<Tool> tools, Losses lost)
    {
        if (tools.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("tools");
        var inFunctions = false;
        for (var i = 0; i < tools.Count; i++)
        {
            if (tools[i] is FunctionTool != inFunctions)
            {
                inFunctions = !inFunctions;
                if (inFunctions)
                {
                    writer.WriteStartObject();
                    writer.WriteStartArray(Functions);
                }
                else
                {
                    writer.WriteEndArray();
                    writer.WriteEndObject();
                }
            }

            if (tools[i] is FunctionTool function)
            {
                WriteFunction(writer, function, lost);
            }
            else if (tools[i] is OtherTool other)
            {
                WriteOther(writer, other, $"tools[{i}]", lost);
            }
        }

        if (inFunctions)
        {
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes the choice of tools, and what else is configured.</summary>
    public static void WriteChoice(Utf8JsonWriter writer, ToolChoice? choice, Extensions extensions, Losses lost)
    {
        if (choice is OtherToolChoice { Dialect: not GeminiDialect.Name })
        {
            lost.Add("tool_choice");
            choice = null;
        }

        var more = extensions.Dialect == GeminiDialect.Name && extensions.Any(member => member.Key.StartsWith(Config + "/", StringComparison.Ordinal));
        if (choice is null && !more)
        {
            return;
        }

        writer.WriteStartObject(Config);
        if (choice is OtherToolChoice other)
        {
            writer.WriteJson(Calling, other.Json);
        }
        else if (choice is not null)
        {
            writer.WriteStartObject(Calling);
            writer.WriteString("mode", choice switch { AutoToolChoice => "AUTO", NoToolChoice => "NONE", _ => "ANY" });
            if (choice is NamedToolChoice named)
            {
                writer.WriteStartArray("allowedFunctionNames");
                writer.WriteStringValue(named.Name);
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        writer.WriteRest(GeminiDialect.Name, extensions, Config);
        writer.WriteEndObject();
    }

    private static FunctionTool ReadFunction(ProtoObject function) => new(function.RequiredText("name"))
    {
        Description = function.Text("description"),
        Parameters = function.Object("parametersJsonSchema")?.Json
            ?? (function.Object("parameters") is not null && function.TryGet("parameters", out var schema) ? GeminiSchema.ToJsonSchema(schema) : null),
        Extensions = function.Rest("name", "description", "parameters", "parametersJsonSchema"),
    };

    private static void WriteFunction(Utf8JsonWriter writer, FunctionTool function, Losses lost)
    {
        writer.WriteStartObject();
        writer.WriteString("name", function.Name);
        writer.WriteText("description", function.Description);
        writer.WriteJson("parametersJsonSchema", function.Parameters);
        writer.WriteRest(GeminiDialect.Name, function.Extensions, lost);
        writer.WriteEndObject();
        if (function.Strict == true)
        {
            lost.Add("tools.strict");
        }

        if (function.Cache is not null)
        {
            lost.Add("cache_control");
        }
    }

    private static void WriteOther(Utf8JsonWriter writer, OtherTool other, string at, Losses lost)
    {
        if (other.Dialect == GeminiDialect.Name)
        {
            writer.WriteKept(other.Json);
        }
        else
        {
            // OpenAI's tools of its own kind with free-form arguments.
            lost.Refuse(other.Type == "custom" ? Feature.FreeFormTools : Feature.HostedTools, at);
        }
    }
}
