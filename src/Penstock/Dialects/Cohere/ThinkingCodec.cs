using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Cohere;

/// <summary>The member <c>thinking</c>: <c>{"type":"enabled","token_budget":n}</c> or <c>{"type":"disabled"}</c>.</summary>
internal static class ThinkingCodec
{
    /// <summary>Reads it. Thinking without a budget is what the model does by itself.</summary>
    public static ReasoningOptions Read(Members request)
    {
        if (request.Object("thinking") is not { } thinking)
        {
            return ReasoningOptions.Default;
        }

        switch (thinking.RequiredText("type"))
        {
            case "disabled":
                return new ReasoningOptions { Effort = EffortBudgets.None };
            case "enabled" or "":
                var budget = thinking.Whole("token_budget", 0);
                return new ReasoningOptions { BudgetTokens = budget, Effort = budget is null ? "medium" : null };
            default:
                thinking.TryGet("type", out var type);
                thinking.Mistakes.Add(thinking.At("type"), "enum", "must be enabled or disabled", type);
                return ReasoningOptions.Default;
        }
    }

    /// <summary>Writes it, unless nothing is said.</summary>
    public static void Write(Utf8JsonWriter writer, ReasoningOptions reasoning)
    {
        if (reasoning.Effort is null && reasoning.BudgetTokens is null)
        {
            return;
        }

        writer.WriteStartObject("thinking");
        if (reasoning.Effort == EffortBudgets.None)
        {
            writer.WriteString("type", "disabled");
        }
        else
        {
            writer.WriteString("type", "enabled");
            writer.WriteNumber("token_budget", reasoning.BudgetTokens ?? EffortBudgets.Tokens(reasoning.Effort!));
        }

        writer.WriteEndObject();
    }
}
