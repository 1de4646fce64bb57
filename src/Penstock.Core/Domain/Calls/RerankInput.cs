namespace Penstock.Domain.Calls;

/// <summary>Documents to be put into the order of their relevance for a query (<see cref="Capability.Rerank"/>).</summary>
/// <param name="Query">The query.</param>
/// <param name="Documents">The documents' texts.</param>
public sealed record RerankInput(string Query, IReadOnlyList<string> Documents) : CallInput
{
    /// <summary>How many of the best are wanted; null for all.</summary>
    public int? Top { get; init; }

    /// <summary>Whether the answer repeats the documents' texts; null when not said.</summary>
    public bool? ReturnDocuments { get; init; }

    /// <summary>Members of the wire that have no canonical form.</summary>
    public Conversations.Extensions Extensions { get; init; } = Conversations.Extensions.None;
}
