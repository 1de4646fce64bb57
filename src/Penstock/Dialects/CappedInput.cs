using Penstock.Dialects.Anthropic;
using Penstock.Domain.Calls;

namespace Penstock.Dialects;

/// <summary>A call's canonical input as a provider of another dialect is to be told it: with the call's output cap.</summary>
internal static class CappedInput
{
    /// <summary>Reads it. Without a cap it is what the request's body says.</summary>
    /// <param name="call">The call; its body was read.</param>
    /// <param name="usual">Whether the provider's dialect always says a cap, as Anthropic's does: then what it says unasked is kept where it is low enough.</param>
    public static (CallInput? Input, CallError? Error) Read(Call call, bool usual = false)
    {
        var (input, error) = call.State.Request!.ReadInput(call.State.Model!);
        return input is ChatInput chat && call.Head.Capability != Capability.CountTokens && call.State.OutputCapPerChoice is { } most
            ? (Lowered(chat, most, call.State.Model?.MaxOutputTokens, usual), null)
            : (input, error);
    }

    private static ChatInput Lowered(ChatInput chat, long most, long? model, bool usual)
    {
        var asked = chat.MaxOutputTokens is > 0 and { } own ? own : model ?? (usual ? Usual(chat.Reasoning) : most);
        var capped = Math.Min(asked, most);
        return chat with
        {
            MaxOutputTokens = capped,
            Reasoning = chat.Reasoning.BudgetTokens is { } budget && budget >= capped
                ? chat.Reasoning with { BudgetTokens = AnthropicDialect.BudgetBelow(capped) }
                : chat.Reasoning,
        };
    }

    private static long Usual(Domain.Conversations.ReasoningOptions reasoning) => AnthropicDialect.DefaultMaxTokens
        + (reasoning.BudgetTokens ?? (reasoning.Effort is null or EffortBudgets.None ? 0 : EffortBudgets.Tokens(reasoning.Effort)));
}
