using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Anthropic;

/// <summary>Writes the body of <c>POST /v1/messages</c>, of <c>count_tokens</c>, and of hosts that put the model into the address.</summary>
internal static class MessagesRequestWriter
{
    /// <summary>Writes the body.</summary>
    /// <returns>What could not be carried.</returns>
    public static Losses Write(Utf8JsonWriter writer, ChatInput input, in MessagesOptions options)
    {
        var lost = new Losses();
        var thinking = ThinkingPlan.For(input, options.Model, lost);
        writer.WriteStartObject();
        if (options.HostedVersion is { } version)
        {
            writer.WriteString("anthropic_version", version);
        }
        else
        {
            writer.WriteString("model", options.Model);
        }

        new ConversationWriter(writer, lost).Write(input.Messages);
        var tools = new ToolWriter(writer, lost);
        tools.WriteTools(input.Tools);
        tools.WriteChoice(input);
        WriteThinking(writer, input, thinking);
        WriteOutputConfig(writer, input, thinking.Effort, lost);
        if (!options.Count)
        {
            writer.WriteNumber("max_tokens", input.MaxOutputTokens ?? thinking.MaxTokens);
            WriteDraw(writer, input, lost);
            WriteMetadata(writer, input, lost);
            if (options is { Stream: true, StreamInAddress: false })
            {
                writer.WriteBoolean("stream", true);
            }
        }

        writer.WriteRest(AnthropicDialect.Name, input.Extensions, lost);
        writer.WriteEndObject();
        return lost;
    }

    private static void WriteThinking(Utf8JsonWriter writer, ChatInput input, in ThinkingPlan plan)
    {
        if (plan.Type is null)
        {
            return;
        }

        writer.WriteStartObject(ThinkingReader.Thinking);
        writer.WriteString("type", plan.Type);
        writer.WriteWhole("budget_tokens", plan.Budget);
        writer.WriteRest(AnthropicDialect.Name, input.Extensions, ThinkingReader.Thinking);
        writer.WriteEndObject();
    }

    private static void WriteOutputConfig(Utf8JsonWriter writer, ChatInput input, string? effort, Losses lost)
    {
        var format = Carried(input.ResponseFormat, lost);
        if (effort is null && format is null && !HasRest(input.Extensions, ThinkingReader.OutputConfig))
        {
            return;
        }

        writer.WriteStartObject(ThinkingReader.OutputConfig);
        writer.WriteText("effort", effort);
        if (format is JsonSchemaFormat schema)
        {
            writer.WriteStartObject("format");
            writer.WriteString("type", "json_schema");
            writer.WriteJson("schema", schema.Schema ?? """{"type":"object"}""");
            writer.WriteRest(AnthropicDialect.Name, schema.Extensions, lost);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteJson("format", (format as OtherFormat)?.Json);
        }

        writer.WriteRest(AnthropicDialect.Name, input.Extensions, ThinkingReader.OutputConfig);
        writer.WriteEndObject();
    }

    private static ResponseFormat? Carried(ResponseFormat? format, Losses lost)
    {
        switch (format)
        {
            case JsonSchemaFormat { Description: not null } schema:
                lost.Add("response_format.description");
                return schema;
            case JsonSchemaFormat or OtherFormat { Dialect: AnthropicDialect.Name }:
                return format;
            case JsonObjectFormat:
                lost.Refuse(Feature.JsonObjects, "response_format");
                return null;
            case OtherFormat:
                lost.Refuse(Feature.StructuredOutput, "response_format");
                return null;
            default:
                return null;
        }
    }

    private static void WriteDraw(Utf8JsonWriter writer, ChatInput input, Losses lost)
    {
        var sampling = input.Sampling;

        // DIALECT: temperature goes to 1, elsewhere to 2.
        if (sampling.Temperature > 1)
        {
            lost.Add("temperature");
        }

        writer.WriteNumber("temperature", sampling.Temperature > 1 ? 1 : sampling.Temperature);
        writer.WriteNumber("top_p", sampling.TopP);
        writer.WriteWhole("top_k", sampling.TopK);
        WriteStop(writer, input.Stop, lost);
        NoteAbsent(sampling, lost);
        if (input.ChoiceCount > 1)
        {
            lost.Refuse(Feature.SeveralChoices, "n");
        }

        if (input.LogProbs == true || input.TopLogProbs > 0)
        {
            lost.Refuse(Feature.LogProbabilities, "logprobs");
        }
    }

    // DIALECT: Anthropic has none of these.
    private static void NoteAbsent(Sampling sampling, Losses lost)
    {
        if (sampling.FrequencyPenalty is not (null or 0))
        {
            lost.Add("frequency_penalty");
        }

        if (sampling.PresencePenalty is not (null or 0))
        {
            lost.Add("presence_penalty");
        }

        if (sampling.Seed is not null)
        {
            lost.Add("seed");
        }

        if (sampling.LogitBias is { Count: > 0 })
        {
            lost.Add("logit_bias");
        }
    }

    private static void WriteStop(Utf8JsonWriter writer, IReadOnlyList<string> stop, Losses lost)
    {
        // DIALECT: a sequence of white space alone is an error.
        var carried = stop.Where(text => !string.IsNullOrWhiteSpace(text)).ToArray();
        if (carried.Length < stop.Count)
        {
            lost.Add("stop");
        }

        if (carried.Length == 0)
        {
            return;
        }

        writer.WriteStartArray("stop_sequences");
        foreach (var text in carried)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void WriteMetadata(Utf8JsonWriter writer, ChatInput input, Losses lost)
    {
        if (input.Metadata is { Count: > 0 })
        {
            lost.Add("metadata");
        }

        if (input.User is null && !HasRest(input.Extensions, "metadata"))
        {
            return;
        }

        writer.WriteStartObject("metadata");
        writer.WriteText("user_id", input.User);
        writer.WriteRest(AnthropicDialect.Name, input.Extensions, "metadata");
        writer.WriteEndObject();
    }

    private static bool HasRest(Extensions extensions, string inside) =>
        extensions.Dialect == AnthropicDialect.Name && extensions.Any(member => member.Key.StartsWith(inside + "/", StringComparison.Ordinal));
}
