using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Responses;

/// <summary>Writes <c>tools</c>, <c>tool_choice</c> and <c>text.format</c>.</summary>
/// <param name="writer">Where to, inside the request.</param>
/// <param name="lost">Takes what cannot be carried.</param>
internal readonly struct ResponsesToolWriter(Utf8JsonWriter writer, Losses lost)
{
    /// <summary>Writes <c>tools</c>, unless there are none.</summary>
    public void WriteTools(IReadOnlyList<Tool> tools)
    {
        if (tools.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("tools");
        for (var i = 0; i < tools.Count; i++)
        {
            switch (tools[i])
            {
                case FunctionTool function:
                    WriteFunction(function);
                    break;
                case OtherTool { Dialect: ResponsesDialect.Name } other:
                    writer.WriteKept(other.Json);
                    break;
                case OtherTool { Dialect: OpenAiDialect.Name } chat when ToolForms.ToResponses(chat.Json) is { } flat:
                    writer.WriteKept(flat);
                    break;
                default:
                    lost.Refuse(Feature.HostedTools, $"tools[{i}]");
                    break;
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
                writer.WriteString("name", named.Name);
                writer.WriteEndObject();
                break;
            case OtherToolChoice { Dialect: ResponsesDialect.Name } other:
                writer.WriteJson("tool_choice", other.Json);
                break;
            case OtherToolChoice { Dialect: OpenAiDialect.Name } chat when ToolForms.ToResponses(chat.Json) is { } flat:
                writer.WriteJson("tool_choice", flat);
                break;
            case OtherToolChoice:
                lost.Add("tool_choice");
                break;
            default:
                writer.WriteString("tool_choice", choice switch { NoToolChoice => "none", RequiredToolChoice => "required", _ => "auto" });
                break;
        }
    }

    /// <summary>Writes <c>format</c>, unless nothing is said.</summary>
    public void WriteFormat(ResponseFormat? format)
    {
        switch (format)
        {
            case null:
                break;
            case JsonSchemaFormat schema:
                writer.WriteStartObject("format");
                writer.WriteString("type", "json_schema");
                writer.WriteString("name", schema.Name);
                writer.WriteText("description", schema.Description);

                // DIALECT: a schema is required here, and is not in chat completions.
                writer.WriteJson("schema", schema.Schema ?? (schema.Extensions.Dialect == ResponsesDialect.Name ? null : "{}"));
                writer.WriteFlag("strict", schema.Strict);
                writer.WriteRest(ResponsesDialect.Name, schema.Extensions, lost);
                writer.WriteEndObject();
                break;
            case OtherFormat { Dialect: ResponsesDialect.Name } other:
                writer.WriteJson("format", other.Json);
                break;
            case OtherFormat:
                lost.Refuse(Feature.StructuredOutput, "response_format");
                break;
            default:
                writer.WriteStartObject("format");
                writer.WriteString("type", format is JsonObjectFormat ? "json_object" : "text");
                writer.WriteEndObject();
                break;
        }
    }

    private void WriteFunction(FunctionTool function)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "function");
        writer.WriteString("name", function.Name);
        writer.WriteText("description", function.Description);
        writer.WriteJson("parameters", function.Parameters);

        // DIALECT: strict is true here where nothing is said, and false in chat completions.
        if (function.Strict is { } strict)
        {
            writer.WriteBoolean("strict", strict);
        }
        else if (function.Extensions.Dialect != ResponsesDialect.Name)
        {
            writer.WriteNull("strict");
        }

        writer.WriteRest(ResponsesDialect.Name, function.Extensions, lost);
        writer.WriteEndObject();
        if (function.Cache is not null)
        {
            lost.Add("cache_control");
        }
    }
}
