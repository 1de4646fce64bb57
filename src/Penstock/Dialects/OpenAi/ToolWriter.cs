using System.Text.Json;
using Penstock.Domain.Conversations;
using Penstock.Dialects.Json;

namespace Penstock.Dialects.OpenAi;

/// <summary>Writes <c>tools</c>, <c>tool_choice</c> and <c>response_format</c>.</summary>
/// <param name="writer">Where to, inside the request.</param>
/// <param name="lost">Takes the names of what cannot be carried.</param>
internal readonly struct ToolWriter(Utf8JsonWriter writer, Losses lost)
{
    /// <summary>Writes <c>tools</c>, unless there are none.</summary>
    public void WriteTools(IReadOnlyList<Tool> tools)
    {
        if (tools.Index().FirstOrDefault(tool => !IsCarried(tool.Item)) is (var place, { }))
        {
            lost.Refuse(Feature.HostedTools, $"tools[{place}]");
        }

        if (!tools.Any(IsCarried))
        {
            return;
        }

        writer.WriteStartArray("tools");
        foreach (var tool in tools.Where(IsCarried))
        {
            if (tool is FunctionTool function)
            {
                WriteFunction(function);
            }
            else
            {
                writer.WriteKept(((OtherTool)tool).Json);
            }
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes <c>tool_choice</c>, unless nothing is said.</summary>
    public void WriteChoice(ToolChoice? choice)
    {
        switch (choice)
        {
            case null:
                break;
            case NamedToolChoice named:
                writer.WriteStartObject("tool_choice");
                writer.WriteString("type", "function");
                writer.WriteStartObject("function");
                writer.WriteString("name", named.Name);
                writer.WriteEndObject();
                writer.WriteEndObject();
                break;
            case OtherToolChoice { Dialect: OpenAiDialect.Name } other:
                writer.WriteJson("tool_choice", other.Json);
                break;
            case OtherToolChoice:
                lost.Add("tool_choice");
                break;
            default:
                writer.WriteString("tool_choice", choice switch { NoToolChoice => "none", RequiredToolChoice => "required", _ => "auto" });
                break;
        }
    }

    /// <summary>Writes <c>response_format</c>, unless nothing is said.</summary>
    public void WriteFormat(ResponseFormat? format)
    {
        switch (format)
        {
            case null:
                break;
            case OtherFormat { Dialect: OpenAiDialect.Name } other:
                writer.WriteJson("response_format", other.Json);
                break;
            case OtherFormat:
                lost.Refuse(Feature.StructuredOutput, "response_format");
                break;
            case JsonSchemaFormat schema:
                writer.WriteStartObject("response_format");
                writer.WriteString("type", "json_schema");
                writer.WriteStartObject("json_schema");
                writer.WriteString("name", schema.Name);
                writer.WriteText("description", schema.Description);
                writer.WriteJson("schema", schema.Schema);
                writer.WriteFlag("strict", schema.Strict);
                writer.WriteRest(OpenAiDialect.Name, schema.Extensions, "json_schema");
                writer.WriteEndObject();
                writer.WriteRest(OpenAiDialect.Name, schema.Extensions, lost);
                writer.WriteEndObject();
                break;
            default:
                writer.WriteStartObject("response_format");
                writer.WriteString("type", format is JsonObjectFormat ? "json_object" : "text");
                writer.WriteEndObject();
                break;
        }
    }

    private static bool IsCarried(Tool tool) => tool is FunctionTool or OtherTool { Dialect: OpenAiDialect.Name };

    private void WriteFunction(FunctionTool function)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "function");
        writer.WriteStartObject("function");
        writer.WriteString("name", function.Name);
        writer.WriteText("description", function.Description);
        writer.WriteJson("parameters", function.Parameters);
        writer.WriteFlag("strict", function.Strict);
        writer.WriteRest(OpenAiDialect.Name, function.Extensions, "function");
        writer.WriteEndObject();
        writer.WriteRest(OpenAiDialect.Name, function.Extensions, lost);
        writer.WriteEndObject();
    }
}
