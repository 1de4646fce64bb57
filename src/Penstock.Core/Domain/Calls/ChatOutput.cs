using Penstock.Domain.Conversations;

namespace Penstock.Domain.Calls;

/// <summary>The answers to a conversation.</summary>
/// <param name="Choices">The answers, one unless more were asked for.</param>
public sealed record ChatOutput(IReadOnlyList<ChatChoice> Choices) : CallOutput
{
    /// <summary>The provider's id of the answer; null when it gave none.</summary>
    public string? Id { get; init; }

    /// <summary>When it was made, to the second; null when not said.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The model as the provider calls it; null when not said.</summary>
    public string? Model { get; init; }

    /// <summary>The tokens it took; null when not said.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Members of the wire that have no canonical form.</summary>
    public Extensions Extensions { get; init; } = Extensions.None;
}
