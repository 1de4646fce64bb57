namespace Penstock.Domain.Calls;

/// <summary>
/// The tokens a call used, as the provider counted them. Parts are contained in their whole:
/// cached and cache-write tokens in <see cref="Input"/>, reasoning tokens in <see cref="Output"/>.
/// </summary>
public readonly record struct TokenUsage
{
    /// <summary>All input tokens.</summary>
    public long Input { get; init; }

    /// <summary>All output tokens.</summary>
    public long Output { get; init; }

    /// <summary>Input tokens read from the provider's prompt cache.</summary>
    public long CachedInput { get; init; }

    /// <summary>Input tokens written to the provider's prompt cache.</summary>
    public long CacheWriteInput { get; init; }

    /// <summary>Output tokens spent on reasoning, shown or hidden.</summary>
    public long Reasoning { get; init; }

    /// <summary>Input tokens of audio.</summary>
    public long AudioInput { get; init; }

    /// <summary>Output tokens of audio.</summary>
    public long AudioOutput { get; init; }

    /// <summary>What few calls use; null when that is nothing.</summary>
    public UsageDetails? Details { get; init; }

    /// <summary>Input and output together.</summary>
    public long Total => Input + Output;
}
