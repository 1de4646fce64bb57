namespace Penstock.Domain.Conversations;

/// <summary>Why an answer ended, and the provider's own word for it.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Word">The provider's word where it is not its dialect's usual one for <paramref name="Reason"/>; null otherwise.</param>
public readonly record struct Finish(FinishReason Reason, string? Word = null);
