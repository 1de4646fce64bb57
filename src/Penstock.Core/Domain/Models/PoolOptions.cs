namespace Penstock.Domain.Models;

/// <summary>How a model's calls move among several targets.</summary>
public sealed record PoolOptions
{
    /// <summary>As a model has it that says nothing.</summary>
    public static PoolOptions Default { get; } = new();

    /// <summary>The failures after which another target is tried.</summary>
    public FallbackConditions FallbackOn { get; init; } = FallbackConditions.Default;

    /// <summary>From sending an attempt to the first piece of a stream's content; null for no bound of its own.</summary>
    public TimeSpan? FirstToken { get; init; }

    /// <summary>When a target that fails is left alone.</summary>
    public BreakerOptions Breaker { get; init; } = BreakerOptions.Default;
}
