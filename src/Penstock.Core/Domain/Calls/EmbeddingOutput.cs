namespace Penstock.Domain.Calls;

/// <summary>Vectors.</summary>
/// <param name="Vectors">One for each item of the input, in its order.</param>
public sealed record EmbeddingOutput(IReadOnlyList<float[]> Vectors) : CallOutput
{
    /// <summary>The model as the provider calls it; null when not said.</summary>
    public string? Model { get; init; }

    /// <summary>The tokens it took; null when not said.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Members of the wire that have no canonical form.</summary>
    public Conversations.Extensions Extensions { get; init; } = Conversations.Extensions.None;
}
