namespace Penstock.Domain.Calls;

/// <summary>One try at one target.</summary>
/// <param name="Provider">The provider's name, <c>onnx</c> or <c>function</c>.</param>
/// <param name="UpstreamModel">The model's name at the provider.</param>
/// <param name="Error">Why it failed; null when it answered.</param>
public sealed record Attempt(string Provider, string UpstreamModel, CallError? Error)
{
    /// <summary>Why this target was tried.</summary>
    public AttemptReason Reason { get; init; }

    /// <summary>How long it took until it failed, or until its answer or its stream's first event was there.</summary>
    public TimeSpan Duration { get; init; }
}
