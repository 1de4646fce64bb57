namespace Penstock.Dialects.Usage;

/// <summary>What a provider's raw answer tells of its use; or why it tells nothing.</summary>
/// <param name="Model">The model's name in the answer; null when it has none.</param>
/// <param name="Counts">The counts by the names of units (<c>input_tokens</c>), in the order they were found.</param>
/// <param name="Problem">What is wrong with the answer; null when nothing is.</param>
internal sealed record RawUsage(string? Model, IReadOnlyDictionary<string, decimal> Counts, string? Problem = null);
