namespace Penstock.Pipeline.Limits;

/// <summary>How many tokens a call may use at most.</summary>
/// <param name="Input">Input tokens.</param>
/// <param name="Output">Output tokens, all choices together; <see cref="long.MaxValue"/> where nothing bounds them.</param>
/// <param name="Stated">Whether the caller asked for that many itself: then they are not lowered.</param>
public readonly record struct TokenNeed(long Input, long Output, bool Stated)
{
    /// <summary>No tokens: an image, a tensor.</summary>
    public static readonly TokenNeed None = new(0, 0, true);
}
