using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Bedrock;

/// <summary>Writes the body of <c>converse</c> and <c>converse-stream</c>, which is the same.</summary>
internal static class ConverseRequestWriter
{
    private const string More = "additionalModelRequestFields";

    /// <summary>Writes the body.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="input">The conversation.</param>
    /// <param name="model">The model's id, since some options have another name in each family.</param>
    /// <returns>What could not be carried.</returns>
    public static Losses Write(Utf8JsonWriter writer, ChatInput input, string model)
    {
        var lost = new Losses();
        writer.WriteStartObject();
        WriteMessages(writer, input.Messages, lost);
        WriteLimits(writer, input);
        var inUse = input.Messages.Any(message => message.Parts.Any(part => part is ToolCallPart or ToolResultPart));
        ConverseTools.Write(writer, input.Tools, input.ToolChoice, input.Extensions, inUse, lost);
        ConverseTools.WriteFormat(writer, input.ResponseFormat, input.Extensions, lost);
        WriteMore(writer, input, model, lost);
        if (input.Metadata is { } metadata)
        {
            writer.WriteStartObject("requestMetadata");
            foreach (var (name, value) in metadata)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        writer.WriteRest(BedrockDialect.Name, input.Extensions, lost);
        writer.WriteEndObject();
        NameLosses(input, lost);
        return lost;
    }

    private static void NameLosses(ChatInput input, Losses lost)
    {
        var sampling = input.Sampling;
        foreach (var (name, told) in (ReadOnlySpan<(string, bool)>)
        [
            ("frequency_penalty", sampling.FrequencyPenalty is not null), ("presence_penalty", sampling.PresencePenalty is not null),
            ("seed", sampling.Seed is not null), ("logit_bias", sampling.LogitBias is not null), ("parallel_tool_calls", input.ParallelToolCalls == false),
            ("user", input.User is not null),
        ])
        {
            if (told)
            {
                lost.Add(name);
            }
        }

        if (input.ChoiceCount > 1)
        {
            lost.Refuse(Feature.SeveralChoices, "n");
        }

        if (input.LogProbs == true)
        {
            lost.Refuse(Feature.LogProbabilities, "logprobs");
        }
    }

    private static void WriteMessages(Utf8JsonWriter writer, IReadOnlyList<Message> messages, Losses lost)
    {
        var blocks = new BlockWriter(writer, lost);
        var first = 0;
        for (; first < messages.Count && messages[first].Role is Role.System or Role.Developer; first++)
        {
            if (first == 0)
            {
                writer.WriteStartArray("system");
            }

            WriteParts(blocks, messages[first], first);
        }

        if (first > 0)
        {
            writer.WriteEndArray();
        }

        writer.WriteStartArray("messages");
        for (var i = first; i < messages.Count; i++)
        {
            var message = messages[i];
            if (message.Role is Role.System or Role.Developer)
            {
                lost.Add($"messages[{i}].role");
            }

            if (message.Name is not null)
            {
                lost.Add($"messages[{i}].name");
            }

            if (i == first || !Joins(messages[i - 1], message))
            {
                writer.WriteStartObject();
                writer.WriteString("role", message.Role == Role.Assistant ? "assistant" : "user");
                writer.WriteRest(BedrockDialect.Name, message.Extensions, lost);
                writer.WriteStartArray("content");
            }

            WriteParts(blocks, message, i);
            if (i + 1 == messages.Count || !Joins(message, messages[i + 1]))
            {
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
    }

    // DIALECT: all results of one turn's calls, and what the user says to them, are one message.
    private static bool Joins(Message before, Message after) =>
        before.Role != Role.Assistant && after.Role != Role.Assistant && (before.Role == Role.Tool || after.Role == Role.Tool);

    private static void WriteParts(BlockWriter blocks, Message message, int place)
    {
        for (var i = 0; i < message.Parts.Count; i++)
        {
            // DIALECT: a block of no text is refused; other dialects have one beside calls of tools.
            if (message.Parts[i] is not TextPart { Text.Length: 0, Cache: null } || message.Parts.Count == 1)
            {
                blocks.Write(message.Parts[i], $"messages[{place}].content[{i}]");
            }
        }
    }

    private static void WriteLimits(Utf8JsonWriter writer, ChatInput input)
    {
        var rest = input.Extensions.Dialect == BedrockDialect.Name && input.Extensions.Any(member => member.Key.StartsWith("inferenceConfig/", StringComparison.Ordinal));
        if (!rest && input is { MaxOutputTokens: null, Sampling: { Temperature: null, TopP: null }, Stop.Count: 0 })
        {
            return;
        }

        writer.WriteStartObject("inferenceConfig");
        writer.WriteWhole("maxTokens", input.MaxOutputTokens);
        writer.WriteNumber("temperature", input.Sampling.Temperature);
        writer.WriteNumber("topP", input.Sampling.TopP);
        if (input.Stop.Count > 0)
        {
            writer.WriteStartArray("stopSequences");
            foreach (var stop in input.Stop)
            {
                writer.WriteStringValue(stop);
            }

            writer.WriteEndArray();
        }

        writer.WriteRest(BedrockDialect.Name, input.Extensions, "inferenceConfig");
        writer.WriteEndObject();
    }

    // DIALECT: what Converse itself has no word for goes to the model as its own family writes it.
    private static void WriteMore(Utf8JsonWriter writer, ChatInput input, string model, Losses lost)
    {
        List<Action> members = [];
        AddTopK(writer, input, model, members, lost);
        AddReasoning(writer, input, model, members, lost);
        var own = input.Extensions.Dialect == BedrockDialect.Name && input.Extensions.Any(member => member.Key.StartsWith(More + "/", StringComparison.Ordinal));
        if (members.Count == 0 && !own)
        {
            return;
        }

        writer.WriteStartObject(More);
        foreach (var member in members)
        {
            member();
        }

        writer.WriteRest(BedrockDialect.Name, input.Extensions, More);
        writer.WriteEndObject();
    }

    private static void AddTopK(Utf8JsonWriter writer, ChatInput input, string model, List<Action> members, Losses lost)
    {
        if (input.Sampling.TopK is not { } topK)
        {
            return;
        }

        if (ModelFamily.IsNova(model) && input.Extensions.Find(More + "/inferenceConfig") is null)
        {
            members.Add(() =>
            {
                writer.WriteStartObject("inferenceConfig");
                writer.WriteNumber("topK", topK);
                writer.WriteEndObject();
            });
        }
        else if (ModelFamily.IsAnthropic(model) || ModelFamily.IsCohere(model))
        {
            members.Add(() => writer.WriteNumber(ModelFamily.IsAnthropic(model) ? "top_k" : "k", topK));
        }
        else
        {
            lost.Add("top_k");
        }
    }

    private static void AddReasoning(Utf8JsonWriter writer, ChatInput input, string model, List<Action> members, Losses lost)
    {
        var (effort, budget) = (input.Reasoning.Effort, input.Reasoning.BudgetTokens);
        if (effort is null && budget is null)
        {
            return;
        }

        if (ModelFamily.IsOpenAi(model) && effort is not null)
        {
            members.Add(() => writer.WriteString("reasoning_effort", effort));
        }
        else if (!ModelFamily.IsAnthropic(model))
        {
            lost.Add(effort is null ? "reasoning.budget_tokens" : "reasoning_effort");
        }
        else if (budget is null && effort == "none")
        {
            members.Add(() =>
            {
                writer.WriteStartObject("thinking");
                writer.WriteString("type", "disabled");
                writer.WriteEndObject();
            });
        }
        else if ((budget ?? Fitting(effort!, input.MaxOutputTokens)) is { } tokens)
        {
            members.Add(() =>
            {
                writer.WriteStartObject("thinking");
                writer.WriteString("type", "enabled");
                writer.WriteNumber("budget_tokens", tokens);
                writer.WriteEndObject();
            });
        }
        else
        {
            lost.Add("reasoning_effort");
        }
    }

    // DIALECT: Anthropic's budget must be less than the most tokens of the answer, and no less than 1024.
    private static long? Fitting(string effort, long? mostTokens) =>
        Math.Min(EffortBudgets.Tokens(effort), (mostTokens ?? long.MaxValue) - 1) is >= 1024 and var fitting ? fitting : null;
}
