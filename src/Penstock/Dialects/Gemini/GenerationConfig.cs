using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Gemini;

/// <summary>Reads and writes <c>generationConfig</c>. What has no canonical form is kept under <c>generationConfig/…</c>.</summary>
internal static class GenerationConfig
{
    private const string Name = "generationConfig", Thinking = "thinkingConfig", ThinkingName = Name + "/" + Thinking;

    // Gemini has no name for a schema.
    private const string SchemaName = "response";

    private static readonly string[] Known =
    [
        "temperature", "topP", "topK", "maxOutputTokens", "stopSequences", "candidateCount", "seed", "presencePenalty", "frequencyPenalty", "responseLogprobs",
        "logprobs", Thinking,
    ];

    private static readonly string[] Format = ["responseMimeType", "responseSchema", "responseJsonSchema", "_responseJsonSchema"];

    /// <summary>Reads it into an input.</summary>
    public static ChatInput Read(ProtoObject request, ChatInput input, ref List<KeyValuePair<string, string>>? rest)
    {
        if (request.Object(Name) is not { } config)
        {
            return input;
        }

        config.AddRest(ref rest, Name, [.. Known, .. Format]);
        return input with
        {
            Sampling = new Sampling
            {
                Temperature = config.Number("temperature"),
                TopP = config.Number("topP"),
                TopK = config.Int("topK"),
                Seed = config.Whole("seed"),
                PresencePenalty = config.Number("presencePenalty"),
                FrequencyPenalty = config.Number("frequencyPenalty"),
            },
            MaxOutputTokens = config.Whole("maxOutputTokens"),
            Stop = config.Texts("stopSequences") ?? [],
            ChoiceCount = config.Int("candidateCount"),
            LogProbs = config.Flag("responseLogprobs"),
            TopLogProbs = config.Int("logprobs"),
            Reasoning = ReadThinking(config, ref rest),
            ResponseFormat = ReadFormat(config),
        };
    }

    /// <summary>Writes it, unless it would be empty.</summary>
    /// <param name="writer">Inside the request.</param>
    /// <param name="input">The input.</param>
    /// <param name="levels">Whether the model takes levels of thinking; older ones know only a budget.</param>
    /// <param name="lost">Takes what cannot be carried.</param>
    public static void Write(Utf8JsonWriter writer, ChatInput input, bool levels, Losses lost)
    {
        writer.WriteStartObject(Name);
        var sampling = input.Sampling;
        writer.WriteNumber("temperature", sampling.Temperature);
        writer.WriteNumber("topP", sampling.TopP);
        writer.WriteWhole("topK", sampling.TopK);
        writer.WriteNumber("presencePenalty", sampling.PresencePenalty);
        writer.WriteNumber("frequencyPenalty", sampling.FrequencyPenalty);
        WriteSeed(writer, sampling.Seed, lost);
        writer.WriteWhole("maxOutputTokens", input.MaxOutputTokens);
        writer.WriteWhole("candidateCount", input.ChoiceCount);
        writer.WriteFlag("responseLogprobs", input.LogProbs);
        writer.WriteWhole("logprobs", input.TopLogProbs);
        if (input.Stop.Count > 0)
        {
            writer.WriteStartArray("stopSequences");
            foreach (var stop in input.Stop)
            {
                writer.WriteStringValue(stop);
            }

            writer.WriteEndArray();
        }

        WriteFormat(writer, input.ResponseFormat, lost);
        WriteThinking(writer, input, levels);
        writer.WriteRest(GeminiDialect.Name, input.Extensions, Name);
        writer.WriteEndObject();
    }

    private static void WriteSeed(Utf8JsonWriter writer, long? seed, Losses lost)
    {
        // DIALECT: a seed has 32 bits here.
        if (seed is < int.MinValue or > int.MaxValue)
        {
            lost.Add("seed");
        }
        else
        {
            writer.WriteWhole("seed", seed);
        }
    }

    private static ReasoningOptions ReadThinking(ProtoObject config, ref List<KeyValuePair<string, string>>? rest)
    {
        if (config.Object(Thinking) is not { } thinking)
        {
            return ReasoningOptions.Default;
        }

        var level = thinking.Text("thinkingLevel")?.ToLowerInvariant();
        var budget = thinking.Whole("thinkingBudget");
        var thoughts = thinking.Flag("includeThoughts");

        // DIALECT: -1 lets the model decide, which is what it does unasked.
        var dynamic = budget < 0;
        var known = level is not null and not "thinking_level_unspecified";
        thinking.AddRest(ref rest, ThinkingName, "thinkingLevel", "thinkingBudget", "includeThoughts");
        if (dynamic)
        {
            (rest ??= []).Add(new(ThinkingName + "/thinkingBudget", "-1"));
        }

        // Whoever asks for thinking gets the thoughts, unless he says that he does not want them.
        if (thoughts is { } wanted && wanted != (known || budget > 0))
        {
            (rest ??= []).Add(new(ThinkingName + "/includeThoughts", wanted ? "true" : "false"));
        }

        return new ReasoningOptions { Effort = budget == 0 ? EffortBudgets.None : known ? level : null, BudgetTokens = dynamic || budget == 0 ? null : budget };
    }

    private static void WriteThinking(Utf8JsonWriter writer, ChatInput input, bool levels)
    {
        var (effort, budget) = (input.Reasoning.Effort, input.Reasoning.BudgetTokens);
        var own = input.Extensions.Dialect == GeminiDialect.Name && input.Extensions.Any(member => member.Key.StartsWith(ThinkingName + "/", StringComparison.Ordinal));
        if (effort is null && budget is null && !own)
        {
            return;
        }

        writer.WriteStartObject(Thinking);
        if (effort == EffortBudgets.None)
        {
            writer.WriteNumber("thinkingBudget", 0);
        }
        else if (budget is not null || (effort is not null && !levels))
        {
            writer.WriteWhole("thinkingBudget", budget ?? EffortBudgets.Tokens(effort!));
        }

        // DIALECT: Gemini 3 takes a level or a budget, not both: ai.google.dev/gemini-api/docs/gemini-3, "Thinking level".
        if (levels && budget is null && effort is not (null or EffortBudgets.None))
        {
            writer.WriteString("thinkingLevel", effort is "minimal" or "low" or "medium" ? effort.ToUpperInvariant() : "HIGH");
        }

        if ((effort is not (null or EffortBudgets.None) || budget is not null) && !(own && input.Extensions.Find(ThinkingName + "/includeThoughts") is not null))
        {
            writer.WriteBoolean("includeThoughts", true);
        }

        writer.WriteRest(GeminiDialect.Name, input.Extensions, ThinkingName);
        writer.WriteEndObject();
    }

    private static ResponseFormat? ReadFormat(ProtoObject config)
    {
        var type = config.Text("responseMimeType");
        var schema = config.Object("responseJsonSchema")?.Json ?? config.Object("_responseJsonSchema")?.Json
            ?? (config.Object("responseSchema") is not null && config.TryGet("responseSchema", out var own) ? GeminiSchema.ToJsonSchema(own) : null);
        return (type, schema) switch
        {
            (null, null) => null,
            (null or "application/json", not null) => new JsonSchemaFormat(SchemaName) { Schema = schema },
            ("application/json", null) => new JsonObjectFormat(),
            ("text/plain", _) => new TextFormat(),
            _ => new OtherFormat(GeminiDialect.Name, type!, Kept(config)),
        };
    }

    // text/x.enum with its list of words, and what else may come.
    private static string Kept(ProtoObject config)
    {
        var members = Format.Where(config.Has).Select(name => config.TryGet(name, out var value) ? $"\"{name}\":{value.GetRawText()}" : "");
        return $"{{{string.Join(',', members)}}}";
    }

    private static void WriteFormat(Utf8JsonWriter writer, ResponseFormat? format, Losses lost)
    {
        switch (format)
        {
            case null:
                break;
            case TextFormat:
                writer.WriteString("responseMimeType", "text/plain");
                break;
            case JsonObjectFormat:
                writer.WriteString("responseMimeType", "application/json");
                break;
            case JsonSchemaFormat schema:
                writer.WriteString("responseMimeType", "application/json");
                writer.WriteJson("responseJsonSchema", schema.Schema);
                if (schema.Description is not null)
                {
                    lost.Add("response_format.description");
                }

                lost.AddRange(schema.Extensions.Select(member => member.Key));
                break;
            case OtherFormat { Dialect: GeminiDialect.Name } other:
                foreach (var member in JsonElement.Parse(other.Json).EnumerateObject())
                {
                    writer.WriteJson(member.Name, member.Value.GetRawText());
                }

                break;
            default:
                lost.Refuse(Feature.StructuredOutput, "response_format");
                break;
        }
    }
}
