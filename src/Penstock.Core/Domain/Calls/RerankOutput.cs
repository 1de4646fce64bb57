namespace Penstock.Domain.Calls;

/// <summary>Documents by their relevance.</summary>
/// <param name="Results">The most relevant first.</param>
public sealed record RerankOutput(IReadOnlyList<RerankResult> Results) : CallOutput
{
    /// <summary>The provider's id of the answer; null when it gave none.</summary>
    public string? Id { get; init; }

    /// <summary>The model as the provider calls it; null when not said.</summary>
    public string? Model { get; init; }

    /// <summary>The tokens it took; null when not said.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>What Cohere bills: searches; null when not said.</summary>
    public int? SearchUnits { get; init; }

    /// <summary>Members of the wire that have no canonical form.</summary>
    public Conversations.Extensions Extensions { get; init; } = Conversations.Extensions.None;
}
