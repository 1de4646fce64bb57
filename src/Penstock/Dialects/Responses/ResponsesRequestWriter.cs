using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Responses;

/// <summary>Writes the body of <c>POST /v1/responses</c>. Nothing is kept at the provider unless the client asked for that in its own words.</summary>
internal static class ResponsesRequestWriter
{
    /// <summary>Writes the body.</summary>
    /// <returns>What could not be carried.</returns>
    public static Losses Write(Utf8JsonWriter writer, ChatInput input, string model, bool stream)
    {
        var lost = new Losses();
        writer.WriteStartObject();
        writer.WriteString("model", model);
        writer.WriteStartArray("input");
        var items = new ItemWriter(writer, lost);
        for (var i = 0; i < input.Messages.Count; i++)
        {
            items.WriteInput(input.Messages[i], $"messages[{i}]");
        }

        writer.WriteEndArray();
        var tools = new ResponsesToolWriter(writer, lost);
        tools.WriteTools(input.Tools);
        tools.WriteChoice(input.ToolChoice);
        writer.WriteFlag("parallel_tool_calls", input.ParallelToolCalls);
        WriteText(writer, input, tools);
        writer.WriteNumber("temperature", input.Sampling.Temperature);
        writer.WriteNumber("top_p", input.Sampling.TopP);
        WriteReasoning(writer, input);
        writer.WriteWhole("max_output_tokens", input.MaxOutputTokens);
        writer.WriteWhole("top_logprobs", input.TopLogProbs);
        WriteInclude(writer, input);
        writer.WriteText("user", input.User);
        if (input.Metadata is { } metadata)
        {
            writer.WriteStartObject("metadata");
            foreach (var (name, value) in metadata)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        // DIALECT: OpenAI keeps responses unless told not to, chat completions only when told to.
        writer.WriteBoolean("store", input.Extensions is { Dialect: OpenAiDialect.Name } chat && chat.Find("store") == "true");
        if (stream)
        {
            writer.WriteBoolean("stream", true);
        }

        WriteRest(writer, input.Extensions, lost);
        writer.WriteEndObject();
        NameLosses(input, lost);
        return lost;
    }

    private static void WriteText(Utf8JsonWriter writer, ChatInput input, in ResponsesToolWriter tools)
    {
        var verbosity = input.Extensions.Dialect is OpenAiDialect.Name or ResponsesDialect.Name ? input.Extensions.Find("verbosity") : null;
        if (input.ResponseFormat is null && verbosity is null && !HasInside(input.Extensions, "text/"))
        {
            return;
        }

        writer.WriteStartObject("text");
        tools.WriteFormat(input.ResponseFormat);
        writer.WriteJson("verbosity", verbosity);
        writer.WriteRest(ResponsesDialect.Name, input.Extensions, "text");
        writer.WriteEndObject();
    }

    private static void WriteReasoning(Utf8JsonWriter writer, ChatInput input)
    {
        // DIALECT: there is only effort; a budget is the nearest that is not above it.
        var effort = input.Reasoning.Effort ?? input.Reasoning.BudgetTokens switch
        {
            null => null,
            <= 0 => "none",
            < 2048 => "minimal",
            < 8192 => "low",
            < 24576 => "medium",
            _ => "high",
        };
        if (effort is null && !HasInside(input.Extensions, "reasoning/"))
        {
            return;
        }

        writer.WriteStartObject("reasoning");
        writer.WriteText("effort", effort);
        writer.WriteRest(ResponsesDialect.Name, input.Extensions, "reasoning");
        writer.WriteEndObject();
    }

    // Hidden reasoning comes only where it is asked for; a model that does not reason refuses to be asked.
    private static void WriteInclude(Utf8JsonWriter writer, ChatInput input)
    {
        var reasons = input.Reasoning.Effort is not (null or "none") || input.Reasoning.BudgetTokens > 0
            || input.Messages.Any(message => message.Parts.Any(part => part is ReasoningPart { Opaque: not null }));
        var others = input.Extensions.Dialect == ResponsesDialect.Name && input.Extensions.Find("include") is { } json ? JsonElement.Parse(json).EnumerateArray().ToArray() : [];
        if (!reasons && others.Length == 0 && input.LogProbs != true)
        {
            return;
        }

        writer.WriteStartArray("include");
        if (reasons)
        {
            writer.WriteStringValue("reasoning.encrypted_content");
        }

        if (input.LogProbs == true)
        {
            writer.WriteStringValue("message.output_text.logprobs");
        }

        foreach (var other in others)
        {
            other.WriteTo(writer);
        }

        writer.WriteEndArray();
    }

    private static void WriteRest(Utf8JsonWriter writer, Extensions extensions, Losses lost)
    {
        foreach (var (name, json) in extensions)
        {
            if (extensions.Dialect == ResponsesDialect.Name)
            {
                if (name is not ("include" or "verbosity") && !name.Contains('/'))
                {
                    writer.WriteJson(name.Replace("~1", "/").Replace("~0", "~"), json);
                }
            }
            else if (extensions.Dialect == OpenAiDialect.Name && ResponsesDialect.SharedWithChat.Contains(name))
            {
                if (name != "verbosity")
                {
                    writer.WriteJson(name, json);
                }
            }
            else if (extensions.Dialect != OpenAiDialect.Name || name != "store")
            {
                lost.Add(name);
            }
        }
    }

    private static bool HasInside(Extensions extensions, string start) =>
        extensions.Dialect == ResponsesDialect.Name && extensions.Any(member => member.Key.StartsWith(start, StringComparison.Ordinal));

    private static void NameLosses(ChatInput input, Losses lost)
    {
        foreach (var (name, said) in new (string, bool)[]
        {
            ("top_k", input.Sampling.TopK is not null), ("frequency_penalty", input.Sampling.FrequencyPenalty is not null),
            ("presence_penalty", input.Sampling.PresencePenalty is not null), ("seed", input.Sampling.Seed is not null),
            ("logit_bias", input.Sampling.LogitBias is not null), ("stop", input.Stop.Count > 0),
        })
        {
            if (said)
            {
                lost.Add(name);
            }
        }

        if (input.ChoiceCount > 1)
        {
            lost.Refuse(Feature.SeveralChoices, "n");
        }
    }
}
