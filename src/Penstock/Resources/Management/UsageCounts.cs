using System.ComponentModel;
using Penstock.Domain.Calls;

namespace Penstock.Resources.Management;

/// <summary>Tokens by kind. Cached and cache-write tokens are part of the input, reasoning of the output.</summary>
internal sealed record UsageCounts(
    [property: Description("Tokens in.")] long InputTokens,
    [property: Description("Tokens out.")] long OutputTokens,
    [property: Description("Both.")] long TotalTokens,
    [property: Description("Of those in: read from a cache.")] long CachedInputTokens,
    [property: Description("Of those in: written to a cache.")] long CacheWriteInputTokens,
    [property: Description("Of those out: hidden reasoning.")] long ReasoningTokens,
    [property: Description("Of those in: audio.")] long AudioInputTokens,
    [property: Description("Of those out: audio.")] long AudioOutputTokens)
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
