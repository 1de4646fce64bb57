namespace Penstock.Domain.Policies;

/// <summary>How a call may run that a rule allows.</summary>
/// <param name="MaxOutputTokens">The most tokens of an answer; null for no limit.</param>
/// <param name="ContentRetention">How long its content is recorded, redacted and encrypted; null for not at all.</param>
public sealed record PolicyLimits(long? MaxOutputTokens, TimeSpan? ContentRetention);
