namespace Penstock.Pipeline.Shadow;

/// <summary>What the comparisons of one shadow version came to since the server began.</summary>
public sealed record ShadowTally
{
    /// <summary>Answers that were the same.</summary>
    public long Same { get; init; }

    /// <summary>Answers that differed.</summary>
    public long Different { get; init; }

    /// <summary>Calls that the shadow version failed.</summary>
    public long Failed { get; init; }

    /// <summary>Calls for which there was no room.</summary>
    public long Dropped { get; init; }

    /// <summary>The largest difference of two numbers.</summary>
    public double LargestDifference { get; init; }

    /// <summary>In what answers differed last, without their values; null when none did.</summary>
    public string? LastDifference { get; init; }

    /// <summary>Why the shadow version failed last; null when it did not.</summary>
    public string? LastFailure { get; init; }
}
