using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Anthropic;

/// <summary>How a conversation's wish to think is told to a model: by effort, or to older ones by a budget of tokens.</summary>
internal readonly record struct ThinkingPlan
{
    /// <summary>The <c>type</c> of <c>thinking</c>; null where the member is left out.</summary>
    public string? Type { get; private init; }

    /// <summary>The <c>budget_tokens</c>; null for none.</summary>
    public long? Budget { get; private init; }

    /// <summary>The <c>effort</c> of <c>output_config</c>; null for none.</summary>
    public string? Effort { get; private init; }

    /// <summary>The tokens that thinking may take of <c>max_tokens</c>.</summary>
    private long Tokens => Budget ?? (Effort is null ? 0 : EffortBudgets.Tokens(Effort));

    /// <summary>The <c>max_tokens</c> of a conversation that says none: thinking counts towards it.</summary>
    public long MaxTokens => AnthropicDialect.DefaultMaxTokens + Tokens;

    /// <summary>Makes a plan.</summary>
    /// <param name="input">The conversation.</param>
    /// <param name="model">The model it is for.</param>
    /// <param name="lost">Takes what cannot be carried.</param>
    public static ThinkingPlan For(ChatInput input, string model, Losses lost)
    {
        var (effort, budget) = (input.Reasoning.Effort, input.Reasoning.BudgetTokens);
        if (input.Extensions.Dialect == AnthropicDialect.Name && input.Extensions.Find(ThinkingReader.Thinking) is not null)
        {
            return new ThinkingPlan { Effort = effort };
        }

        if (effort == EffortBudgets.None)
        {
            return new ThinkingPlan { Type = "disabled" };
        }

        if (effort is null && budget is null)
        {
            return default;
        }

        if (!AnthropicDialect.ThinksByBudget(model))
        {
            return new ThinkingPlan { Type = "adaptive", Effort = Word(effort ?? EffortBudgets.Effort(budget!.Value)) };
        }

        if (Fitting(input, budget) is { } fitting)
        {
            return new ThinkingPlan { Type = "enabled", Budget = fitting, Effort = budget is null ? null : effort };
        }

        lost.Add(budget is null ? "reasoning_effort" : "reasoning.budget_tokens");
        return default;
    }

    // DIALECT: there is no effort below low.
    private static string Word(string effort) => effort == "minimal" ? "low" : effort;

    // DIALECT: a budget must be below max_tokens, and a model that thinks must be given its signed thoughts of the turn that called tools.
    private static long? Fitting(ChatInput input, long? asked)
    {
        if (asked is null && LacksThoughts(input.Messages))
        {
            return null;
        }

        var budget = asked ?? EffortBudgets.Tokens(input.Reasoning.Effort!);
        if (input.MaxOutputTokens is { } most && budget >= most)
        {
            budget = most / 2;
        }

        return budget >= AnthropicDialect.LeastBudget || asked == budget ? budget : null;
    }

    private static bool LacksThoughts(IReadOnlyList<Message> messages)
    {
        if (messages.Count == 0 || messages[^1].Role != Role.Tool)
        {
            return false;
        }

        var turn = messages.LastOrDefault(message => message.Role == Role.Assistant);
        return turn is not null && !turn.Parts.Any(part => part is ReasoningPart { Signature: not null } or ReasoningPart { Opaque: not null });
    }
}
