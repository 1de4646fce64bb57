using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Cohere;

/// <summary>Writes the body of <c>POST /v2/chat</c>.</summary>
internal static class ChatRequestWriter
{
    /// <summary>Writes the body.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="input">The conversation.</param>
    /// <param name="model">The model's name at the provider.</param>
    /// <param name="stream">Whether the answer is asked for as a stream.</param>
    /// <returns>What could not be carried.</returns>
    public static Losses Write(Utf8JsonWriter writer, ChatInput input, string model, bool stream)
    {
        var lost = new Losses();
        writer.WriteStartObject();
        writer.WriteString("model", model);
        writer.WriteStartArray("messages");
        var messages = new MessageWriter(writer, lost);
        List<(string Id, string Text)> documents = [];
        for (var i = 0; i < input.Messages.Count; i++)
        {
            messages.WriteRequest(input.Messages[i], i, documents);
        }

        writer.WriteEndArray();
        WriteDocuments(writer, documents);
        WriteTools(writer, input.Tools, lost);
        WriteChoice(writer, input, lost);
        WriteFormat(writer, input.ResponseFormat, lost);
        WriteSampling(writer, input.Sampling, lost);
        ThinkingCodec.Write(writer, input.Reasoning);
        writer.WriteWhole("max_tokens", input.MaxOutputTokens);
        if (input.Stop.Count > 0)
        {
            writer.WriteStartArray("stop_sequences");
            foreach (var stop in input.Stop)
            {
                writer.WriteStringValue(stop);
            }

            writer.WriteEndArray();
        }

        writer.WriteFlag("logprobs", input.LogProbs);
        NameRest(input, lost);
        if (stream)
        {
            writer.WriteBoolean("stream", true);
        }

        writer.WriteRest(CohereDialect.Name, input.Extensions, lost);
        writer.WriteEndObject();
        return lost;
    }

    private static void WriteDocuments(Utf8JsonWriter writer, List<(string Id, string Text)> documents)
    {
        if (documents.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("documents");
        foreach (var (id, text) in documents)
        {
            writer.WriteStartObject();
            writer.WriteString("id", id);
            writer.WriteStartObject("data");
            writer.WriteString("text", text);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteTools(Utf8JsonWriter writer, IReadOnlyList<Tool> tools, Losses lost)
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
                    WriteFunction(writer, function, lost);
                    break;
                case OtherTool { Dialect: CohereDialect.Name } other:
                    writer.WriteKept(other.Json);
                    break;
                case OtherTool other:
                    lost.Refuse(other.Type == "custom" ? Feature.FreeFormTools : Feature.HostedTools, $"tools[{i}]");
                    break;
                default:
                    break;
            }
        }

        writer.WriteEndArray();
        bool?[] strict = [.. tools.OfType<FunctionTool>().Select(tool => tool.Strict).Distinct()];
        if (strict is [{ } all])
        {
            writer.WriteBoolean("strict_tools", all);
        }
        else if (strict.Contains(true))
        {
            // Cohere knows it of all tools together only.
            lost.Add("tools.strict");
        }
    }

    private static void WriteFunction(Utf8JsonWriter writer, FunctionTool function, Losses lost)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "function");
        writer.WriteStartObject("function");
        writer.WriteString("name", function.Name);
        writer.WriteText("description", function.Description);

        // DIALECT: parameters is required (SDK type ToolV2Function).
        writer.WriteJson("parameters", function.Parameters ?? """{"type":"object","properties":{}}""");
        writer.WriteRest(CohereDialect.Name, function.Extensions, "function");
        writer.WriteEndObject();
        writer.WriteRest(CohereDialect.Name, function.Extensions, lost);
        writer.WriteEndObject();
        if (function.Cache is not null)
        {
            lost.Add("cache_control");
        }
    }

    private static void WriteChoice(Utf8JsonWriter writer, ChatInput input, Losses lost)
    {
        switch (input.ToolChoice)
        {
            case NoToolChoice:
                writer.WriteString("tool_choice", "NONE");
                break;
            case RequiredToolChoice:
                writer.WriteString("tool_choice", "REQUIRED");
                break;
            case NamedToolChoice named:
                // DIALECT: no single tool can be named; of one tool it is the same.
                writer.WriteString("tool_choice", "REQUIRED");
                if (input.Tools is not [FunctionTool only] || only.Name != named.Name)
                {
                    lost.Add("tool_choice");
                }

                break;
            case OtherToolChoice:
                lost.Add("tool_choice");
                break;
            default:
                break;
        }

        if (input.ParallelToolCalls == false)
        {
            lost.Add("parallel_tool_calls");
        }
    }

    private static void WriteFormat(Utf8JsonWriter writer, ResponseFormat? format, Losses lost)
    {
        switch (format)
        {
            case null:
                return;
            case OtherFormat { Dialect: CohereDialect.Name } other:
                writer.WriteJson("response_format", other.Json);
                return;
            case OtherFormat other:
                lost.Refuse($"answers in the format '{other.Type}'", "response_format");
                return;
            default:
                writer.WriteStartObject("response_format");
                writer.WriteString("type", format is TextFormat ? "text" : "json_object");
                writer.WriteJson("json_schema", (format as JsonSchemaFormat)?.Schema);
                writer.WriteEndObject();
                return;
        }
    }

    private static void WriteSampling(Utf8JsonWriter writer, Sampling sampling, Losses lost)
    {
        writer.WriteNumber("temperature", sampling.Temperature);
        writer.WriteNumber("p", sampling.TopP);
        writer.WriteWhole("k", sampling.TopK);
        writer.WriteNumber("frequency_penalty", sampling.FrequencyPenalty);
        writer.WriteNumber("presence_penalty", sampling.PresencePenalty);
        writer.WriteWhole("seed", sampling.Seed);
        if (sampling.LogitBias is not null)
        {
            lost.Add("logit_bias");
        }
    }

    private static void NameRest(ChatInput input, Losses lost)
    {
        if (input.ChoiceCount > 1)
        {
            lost.Refuse(Feature.SeveralChoices, "n");
        }

        if (input.TopLogProbs > 0)
        {
            lost.Add("top_logprobs");
        }

        if (input.User is not null)
        {
            lost.Add("user");
        }

        if (input.Metadata is not null)
        {
            lost.Add("metadata");
        }
    }
}
