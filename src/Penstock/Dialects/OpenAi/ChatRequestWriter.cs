using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Penstock.Dialects.Json;
using Penstock.Dialects.Responses;

namespace Penstock.Dialects.OpenAi;

/// <summary>Writes the body of <c>POST /v1/chat/completions</c>.</summary>
internal static class ChatRequestWriter
{
    /// <summary>Writes the body.</summary>
    /// <returns>The names of what could not be carried; empty when all was.</returns>
    public static Losses Write(Utf8JsonWriter writer, ChatInput input, in ChatRequestOptions options)
    {
        var lost = new Losses();
        writer.WriteStartObject();
        writer.WriteString("model", options.Model);
        writer.WriteStartArray("messages");
        var messages = new MessageWriter(writer, lost);
        foreach (var message in input.Messages)
        {
            messages.WriteRequest(message);
        }

        writer.WriteEndArray();
        var tools = new ToolWriter(writer, lost);
        tools.WriteTools(input.Tools);
        tools.WriteChoice(input.ToolChoice);
        writer.WriteFlag("parallel_tool_calls", input.ParallelToolCalls);
        tools.WriteFormat(input.ResponseFormat);
        WriteSampling(writer, input.Sampling);
        WriteReasoning(writer, input.Reasoning);
        WriteLimits(writer, input, options);
        writer.WriteText("user", input.User);
        WriteMetadata(writer, input.Metadata);
        WriteStream(writer, options);
        WriteRest(writer, input.Extensions, lost);
        writer.WriteEndObject();
        return lost;
    }

    // What responses call as chat completions do crosses, too.
    private static void WriteRest(Utf8JsonWriter writer, Extensions extensions, Losses lost)
    {
        if (extensions.Dialect != ResponsesDialect.Name)
        {
            writer.WriteRest(OpenAiDialect.Name, extensions, lost);
            return;
        }

        foreach (var (name, json) in extensions)
        {
            if (ResponsesDialect.SharedWithChat.Contains(name))
            {
                writer.WriteJson(name, json);
            }
            else
            {
                lost.Add(name.Replace('/', '.'));
            }
        }
    }

    private static void WriteSampling(Utf8JsonWriter writer, Sampling sampling)
    {
        writer.WriteNumber("temperature", sampling.Temperature);
        writer.WriteNumber("top_p", sampling.TopP);
        writer.WriteWhole("top_k", sampling.TopK);
        writer.WriteNumber("frequency_penalty", sampling.FrequencyPenalty);
        writer.WriteNumber("presence_penalty", sampling.PresencePenalty);
        writer.WriteWhole("seed", sampling.Seed);
        if (sampling.LogitBias is { } bias)
        {
            writer.WriteStartObject("logit_bias");
            foreach (var (token, value) in bias)
            {
                writer.WriteNumber(token, value);
            }

            writer.WriteEndObject();
        }
    }

    // DIALECT: OpenAI knows no budget of tokens.
    private static void WriteReasoning(Utf8JsonWriter writer, ReasoningOptions reasoning) =>
        writer.WriteText("reasoning_effort", reasoning.Effort ?? (reasoning.BudgetTokens is { } budget ? EffortBudgets.Effort(budget) : null));

    private static void WriteLimits(Utf8JsonWriter writer, ChatInput input, in ChatRequestOptions options)
    {
        writer.WriteWhole(options.OlderMaxTokens ? "max_tokens" : "max_completion_tokens", input.MaxOutputTokens);
        if (input.Stop.Count > 0)
        {
            writer.WriteStartArray("stop");
            foreach (var stop in input.Stop)
            {
                writer.WriteStringValue(stop);
            }

            writer.WriteEndArray();
        }

        writer.WriteWhole("n", input.ChoiceCount);
        writer.WriteFlag("logprobs", input.LogProbs);
        writer.WriteWhole("top_logprobs", input.TopLogProbs);
    }

    private static void WriteMetadata(Utf8JsonWriter writer, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null)
        {
            return;
        }

        writer.WriteStartObject("metadata");
        foreach (var (name, value) in metadata)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteStream(Utf8JsonWriter writer, in ChatRequestOptions options)
    {
        if (!options.Stream)
        {
            return;
        }

        writer.WriteBoolean("stream", true);
        if (options.IncludeUsage)
        {
            writer.WriteStartObject("stream_options");
            writer.WriteBoolean("include_usage", true);
            writer.WriteEndObject();
        }
    }
}
