namespace Penstock.Upstream;

/// <summary>An answer with a fault worked into it: what is really sent, and how it ends.</summary>
/// <param name="Answer">Status, headers and the bytes that are sent before the ending.</param>
/// <param name="Ending">What happens after the last byte.</param>
/// <param name="DeclaredLength">The Content-Length to claim, or null for a chunked body.</param>
internal sealed record Delivery(Answer Answer, Ending Ending, long? DeclaredLength)
{
    public TimeSpan FirstByteDelay { get; init; } = TimeSpan.Zero;

    /// <summary>A stream is chunked; anything else claims its length.</summary>
    public static Delivery Clean(Answer answer) => new(answer, Ending.Complete, answer.IsStream ? null : answer.Body.Length);
}
