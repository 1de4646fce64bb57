namespace Penstock.Domain.Conversations;

/// <summary>How much the model should think before it answers. Null means: as the provider does by default.</summary>
public sealed record ReasoningOptions
{
    /// <summary>Nothing said.</summary>
    public static ReasoningOptions Default { get; } = new();

    /// <summary>In words: <c>none</c>, <c>minimal</c>, <c>low</c>, <c>medium</c>, <c>high</c>, or a provider's word.</summary>
    public string? Effort { get; init; }

    /// <summary>In tokens: the most to spend on thinking.</summary>
    public long? BudgetTokens { get; init; }
}
