using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Anthropic;

/// <summary>Writes <c>tools</c> and <c>tool_choice</c>.</summary>
/// <param name="writer">Where to, inside the request.</param>
/// <param name="lost">Takes what cannot be carried.</param>
internal readonly struct ToolWriter(Utf8JsonWriter writer, Losses lost)
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
                case OtherTool { Dialect: AnthropicDialect.Name } other:
                    writer.WriteKept(other.Json);
                    break;
                case OtherTool { Type: "custom" }:
                    lost.Refuse(Feature.FreeFormTools, $"tools[{i}]");
                    break;
                default:
                    lost.Refuse(Feature.HostedTools, $"tools[{i}]");
                    break;
            }
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes <c>tool_choice</c>, unless nothing is said. DIALECT: without tools it is an error.</summary>
    public void WriteChoice(ChatInput input)
    {
        var choice = input.ToolChoice;
        if (choice is OtherToolChoice)
        {
            lost.Add("tool_choice");
            choice = null;
        }

        if (input.Tools.Count == 0 || (choice is null && input.ParallelToolCalls != false))
        {
            return;
        }

        writer.WriteStartObject("tool_choice");
        writer.WriteString("type", choice switch { NamedToolChoice => "tool", RequiredToolChoice => "any", NoToolChoice => "none", _ => "auto" });
        writer.WriteText("name", (choice as NamedToolChoice)?.Name);
        if (choice is not NoToolChoice)
        {
            writer.WriteFlag("disable_parallel_tool_use", !input.ParallelToolCalls);
        }

        writer.WriteEndObject();
    }

    private void WriteFunction(FunctionTool function)
    {
        writer.WriteStartObject();
        writer.WriteString("name", function.Name);
        writer.WriteText("description", function.Description);
        WriteSchema(function.Parameters);
        writer.WriteFlag("strict", function.Strict);
        BlockWriter.WriteCache(writer, function.Cache);
        writer.WriteRest(AnthropicDialect.Name, function.Extensions, lost);
        writer.WriteEndObject();
    }

    // DIALECT: a schema is required, and its type must be object; others take a tool without arguments as one without a schema.
    private void WriteSchema(string? schema)
    {
        var given = schema is null ? default : JsonElement.Parse(schema);
        if (given.ValueKind == JsonValueKind.Object && given.TryGetProperty("type", out _))
        {
            writer.WriteJson("input_schema", schema);
            return;
        }

        writer.WriteStartObject("input_schema");
        writer.WriteString("type", "object");
        if (given.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in given.EnumerateObject())
            {
                member.WriteTo(writer);
            }
        }
        else
        {
            writer.WriteStartObject("properties");
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
