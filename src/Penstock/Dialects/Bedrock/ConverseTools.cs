using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Bedrock;

/// <summary>Reads and writes <c>toolConfig</c> and <c>outputConfig</c>.</summary>
internal static class ConverseTools
{
    /// <summary>Reads the tools. A <c>cachePoint</c> among them becomes a mark on the one before it.</summary>
    public static List<Tool> ReadTools(Members request, ref List<KeyValuePair<string, string>>? rest)
    {
        List<Tool> tools = [];
        if (request.Object("toolConfig") is not { } config)
        {
            return tools;
        }

        config.AddRest(ref rest, "toolConfig", "tools", "toolChoice");
        foreach (var tool in config.Objects("tools") ?? [])
        {
            if (BlockReader.ReadMark(tool) is { } mark && tools.Count > 0 && tools[^1] is FunctionTool { Cache: null } before)
            {
                tools[^1] = before with { Cache = mark };
            }
            else if (tool.Object("toolSpec") is { } spec)
            {
                tools.Add(new FunctionTool(spec.RequiredText("name"))
                {
                    Description = spec.Text("description"),
                    Parameters = spec.RequiredObject("inputSchema").ObjectJson("json"),
                    Strict = spec.Flag("strict"),
                    Extensions = spec.Rest("name", "description", "inputSchema", "strict"),
                });
            }
            else
            {
                tools.Add(new OtherTool(BedrockDialect.Name, tool.All().Select(member => member.Name).FirstOrDefault() ?? "", tool.Json));
            }
        }

        return tools;
    }

    /// <summary>Reads <c>toolChoice</c>.</summary>
    public static ToolChoice? ReadChoice(Members request)
    {
        if (request.Object("toolConfig")?.Object("toolChoice") is not { } choice)
        {
            return null;
        }

        return choice.Object("tool") is { } named ? new NamedToolChoice(named.RequiredText("name"))
            : choice.TryGet("any", out _) ? ToolChoice.Required
            : choice.TryGet("auto", out _) ? ToolChoice.Auto
            : new OtherToolChoice(BedrockDialect.Name, choice.Json);
    }

    /// <summary>Reads <c>outputConfig</c>: a JSON schema that the answer must fit.</summary>
    public static ResponseFormat? ReadFormat(Members request, ref List<KeyValuePair<string, string>>? rest)
    {
        if (request.Object("outputConfig") is not { } config)
        {
            return null;
        }

        config.AddRest(ref rest, "outputConfig", "textFormat");
        if (config.Object("textFormat") is not { } format)
        {
            return null;
        }

        if (format.Text("type") != "json_schema" || format.Object("structure")?.Object("jsonSchema") is not { } schema)
        {
            return new OtherFormat(BedrockDialect.Name, format.Text("type") ?? "", format.Json);
        }

        // DIALECT: the schema is a text.
        var text = schema.RequiredText("schema");
        if (!BlockWriter.IsJson(text))
        {
            schema.Mistakes.Add(schema.At("schema"), "json_invalid", "must be a JSON schema as a text");
        }

        return new JsonSchemaFormat(schema.Text("name") ?? "answer") { Schema = text, Description = schema.Text("description"), Extensions = schema.Rest("schema", "name", "description") };
    }

    /// <summary>Writes <c>toolConfig</c>, unless there are no tools.</summary>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<Tool> tools, ToolChoice? choice, Extensions rest, bool inUse, Losses lost)
    {
        if (choice is NoToolChoice)
        {
            // DIALECT: there is no such choice. Without tools there is nothing to choose, but a conversation that used some must name them.
            if (!inUse)
            {
                return;
            }

            lost.Add("tool_choice");
        }

        if (tools.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("toolConfig");
        writer.WriteStartArray("tools");
        for (var i = 0; i < tools.Count; i++)
        {
            WriteTool(writer, tools[i], i, lost);
        }

        writer.WriteEndArray();
        WriteChoice(writer, choice, lost);
        writer.WriteRest(BedrockDialect.Name, rest, "toolConfig");
        writer.WriteEndObject();
    }

    /// <summary>Writes <c>outputConfig</c>, unless the answer may have any form.</summary>
    public static void WriteFormat(Utf8JsonWriter writer, ResponseFormat? format, Extensions rest, Losses lost)
    {
        switch (format)
        {
            case JsonSchemaFormat { Schema: { } text } schema:
                BeginFormat(writer);
                writer.WriteStartObject();
                writer.WriteString("type", "json_schema");
                writer.WriteStartObject("structure");
                writer.WriteStartObject("jsonSchema");
                writer.WriteString("schema", text);
                writer.WriteString("name", schema.Name);
                writer.WriteText("description", schema.Description);
                writer.WriteRest(BedrockDialect.Name, schema.Extensions, lost);
                writer.WriteEndObject();
                writer.WriteEndObject();
                writer.WriteEndObject();
                break;
            case OtherFormat { Dialect: BedrockDialect.Name } other:
                BeginFormat(writer);
                writer.WriteKept(other.Json);
                break;
            case null or TextFormat:
                return;
            default:
                lost.Refuse(Feature.StructuredOutput + " without a schema", "response_format");
                return;
        }

        writer.WriteRest(BedrockDialect.Name, rest, "outputConfig");
        writer.WriteEndObject();
    }

    private static void BeginFormat(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("outputConfig");
        writer.WritePropertyName("textFormat");
    }

    private static void WriteTool(Utf8JsonWriter writer, Tool tool, int place, Losses lost)
    {
        switch (tool)
        {
            case FunctionTool function:
                writer.WriteStartObject();
                writer.WriteStartObject("toolSpec");
                writer.WriteString("name", function.Name);
                // DIALECT: an empty description is refused.
                writer.WriteText("description", function.Description is "" ? null : function.Description);
                writer.WriteStartObject("inputSchema");
                writer.WriteJson("json", function.Parameters ?? """{"type":"object","properties":{}}""");
                writer.WriteEndObject();
                writer.WriteFlag("strict", function.Strict);
                writer.WriteRest(BedrockDialect.Name, function.Extensions, lost);
                writer.WriteEndObject();
                writer.WriteEndObject();
                if (function.Cache is { } mark)
                {
                    BlockWriter.WriteMark(writer, mark);
                }

                break;
            case OtherTool { Dialect: BedrockDialect.Name } other:
                writer.WriteKept(other.Json);
                break;
            case OtherTool { Type: "custom" }:
                lost.Refuse(Feature.FreeFormTools, $"tools[{place}]");
                break;
            default:
                lost.Refuse(Feature.HostedTools, $"tools[{place}]");
                break;
        }
    }

    private static void WriteChoice(Utf8JsonWriter writer, ToolChoice? choice, Losses lost)
    {
        if (choice is OtherToolChoice { Dialect: not BedrockDialect.Name })
        {
            lost.Add("tool_choice");
        }
        else if (choice is OtherToolChoice own)
        {
            writer.WriteJson("toolChoice", own.Json);
        }
        else if (choice is not (null or NoToolChoice))
        {
            writer.WriteStartObject("toolChoice");
            writer.WriteStartObject(choice switch { NamedToolChoice => "tool", RequiredToolChoice => "any", _ => "auto" });
            writer.WriteText("name", (choice as NamedToolChoice)?.Name);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
    }
}
