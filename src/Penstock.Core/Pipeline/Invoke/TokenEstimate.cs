using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Pipeline.Invoke;

/// <summary>How many tokens a conversation may have, where nobody counts them: a token for four characters, as English has on average.</summary>
internal static class TokenEstimate
{
    private const int CharactersPerToken = 4;

    /// <summary>The estimate.</summary>
    public static long Of(ChatInput input)
    {
        var characters = input.Messages.Sum(message => message.Parts.Sum(Characters)) + input.Tools.Sum(Characters);
        return Math.Max(1, (characters + CharactersPerToken - 1) / CharactersPerToken);
    }

    private static long Characters(Part part) => part switch
    {
        TextPart text => text.Text.Length,
        RefusalPart refusal => refusal.Text.Length,
        ReasoningPart reasoning => reasoning.Text.Length,
        ToolCallPart call => call.Name.Length + call.Arguments.Length,
        ToolResultPart result => result.Content.Sum(Characters),
        OtherPart other => other.Json.Length,
        _ => 0,
    };

    private static long Characters(Tool tool) => tool switch
    {
        FunctionTool function => function.Name.Length + (function.Description?.Length ?? 0) + (function.Parameters?.Length ?? 0),
        OtherTool other => other.Json.Length,
        _ => 0,
    };
}
