namespace Penstock.Domain.Calls;

/// <summary>Texts to be turned into vectors (<see cref="Capability.Embeddings"/>).</summary>
/// <param name="Items">The texts, each as text or as tokens.</param>
public sealed record EmbeddingInput(IReadOnlyList<EmbeddingItem> Items) : CallInput
{
    /// <summary>The number of dimensions asked for; null when not said.</summary>
    public int? Dimensions { get; init; }

    /// <summary>How the vectors are to be written; null when not said.</summary>
    public EmbeddingEncoding? Encoding { get; init; }

    /// <summary>
    /// What the vectors are for, in Cohere's words, which are the most used: <c>search_document</c>, <c>search_query</c>, <c>classification</c>,
    /// <c>clustering</c>, or a provider's own; null when not said.
    /// </summary>
    public string? InputType { get; init; }

    /// <summary>The caller's name for its end user.</summary>
    public string? User { get; init; }

    /// <summary>Members of the wire that have no canonical form.</summary>
    public Conversations.Extensions Extensions { get; init; } = Conversations.Extensions.None;
}
