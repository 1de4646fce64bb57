namespace Penstock.Domain.Conversations;

/// <summary>The log-probabilities of an answer or of a piece of one.</summary>
public sealed record LogProbs
{
    /// <summary>Of the text's tokens; null when not said.</summary>
    public IReadOnlyList<TokenLogProb>? Content { get; init; }

    /// <summary>Of the refusal's tokens; null when not said.</summary>
    public IReadOnlyList<TokenLogProb>? Refusal { get; init; }
}
