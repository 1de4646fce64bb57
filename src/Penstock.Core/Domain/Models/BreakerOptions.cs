namespace Penstock.Domain.Models;

/// <summary>When a target that fails is left alone, and for how long.</summary>
public sealed record BreakerOptions
{
    /// <summary>As a model has it that says nothing.</summary>
    public static BreakerOptions Default { get; } = new();

    /// <summary>How many failures within <see cref="Window"/>, being at least half of the calls in it, open the breaker.</summary>
    public int Failures { get; init; } = 5;

    /// <summary>The time in which failures are counted.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an open breaker lets nothing through; it doubles each time that the probe after it fails, too. A 429 without <c>Retry-After</c> cools down as long.</summary>
    public TimeSpan CoolDown { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest cool-down; a longer <c>Retry-After</c> is not believed.</summary>
    public TimeSpan LongestCoolDown { get; init; } = TimeSpan.FromMinutes(5);
}
