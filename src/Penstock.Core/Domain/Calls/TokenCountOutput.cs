namespace Penstock.Domain.Calls;

/// <summary>How many tokens a conversation has (<see cref="Capability.CountTokens"/>).</summary>
/// <param name="Input">All input tokens.</param>
/// <param name="Estimated">Whether Penstock counted them itself because the provider does not.</param>
public sealed record TokenCountOutput(long Input, bool Estimated) : CallOutput
{
    /// <summary>Of them, those that are in the provider's prompt cache; null when not said.</summary>
    public long? Cached { get; init; }
}
