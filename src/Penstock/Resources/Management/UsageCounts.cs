using Penstock.Domain.Calls;

namespace Penstock.Resources.Management;

/// <summary>Tokens by kind. Cached and cache-write tokens are part of the input, reasoning of the output.</summary>
internal sealed record UsageCounts(
    long InputTokens,
    long OutputTokens,
    long TotalTokens,
    long CachedInputTokens,
    long CacheWriteInputTokens,
    long ReasoningTokens,
    long AudioInputTokens,
    long AudioOutputTokens)
{
    public static UsageCounts Of(TokenUsage usage) => new(
        usage.Input,
        usage.Output,
        usage.Total,
        usage.CachedInput,
        usage.CacheWriteInput,
        usage.Reasoning,
        usage.AudioInput,
        usage.AudioOutput);
}
