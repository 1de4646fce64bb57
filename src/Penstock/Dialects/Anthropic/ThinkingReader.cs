using Penstock.Dialects.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Anthropic;

/// <summary>Reads <c>thinking</c> and <c>output_config</c>, which together say how much to think and what form the answer has.</summary>
internal static class ThinkingReader
{
    /// <summary>The member that says whether to think.</summary>
    public const string Thinking = "thinking";

    /// <summary>The member that says how much effort to take, and the answer's form.</summary>
    public const string OutputConfig = "output_config";

    // Schemas have no name here, and other dialects require one.
    private const string SchemaName = "response";

    /// <summary>Reads how much to think; what has no canonical form is kept.</summary>
    public static ReasoningOptions Read(Members request, ref List<KeyValuePair<string, string>>? rest)
    {
        var config = request.Object(OutputConfig);
        config?.AddRest(ref rest, OutputConfig, "effort", "format");
        var effort = config?.Text("effort");
        if (request.Object(Thinking) is not { } thinking)
        {
            return new ReasoningOptions { Effort = effort };
        }

        switch (thinking.RequiredText("type"))
        {
            case "enabled":
                thinking.AddRest(ref rest, Thinking, "type", "budget_tokens");
                return new ReasoningOptions { BudgetTokens = thinking.Whole("budget_tokens"), Effort = effort };
            case "disabled":
                return new ReasoningOptions { Effort = EffortBudgets.None };
            case "adaptive" when effort is not null:
                thinking.AddRest(ref rest, Thinking, "type");
                return new ReasoningOptions { Effort = effort };
            default:
                // Adaptive without an effort is the provider's own measure, which no other dialect can say.
                (rest ??= []).Add(new(Thinking, thinking.Json));
                return new ReasoningOptions { Effort = effort };
        }
    }

    /// <summary>Reads the form the answer must have.</summary>
    public static ResponseFormat? ReadFormat(Members request)
    {
        // DIALECT: the beta of structured outputs said output_format.
        if ((request.Object(OutputConfig)?.Object("format") ?? request.Object("output_format")) is not { } format)
        {
            return null;
        }

        var type = format.RequiredText("type");
        return type == "json_schema"
            ? new JsonSchemaFormat(SchemaName) { Schema = format.RequiredObject("schema").Json, Extensions = format.Rest("type", "schema") }
            : new OtherFormat(AnthropicDialect.Name, type, format.Json);
    }
}
