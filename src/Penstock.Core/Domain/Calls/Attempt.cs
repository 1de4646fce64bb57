using Penstock.Domain.Models;
using Penstock.Domain.Money;

namespace Penstock.Domain.Calls;

/// <summary>One try at one target.</summary>
/// <param name="Provider">The provider's name, <c>onnx</c> or <c>function</c>.</param>
/// <param name="UpstreamModel">The model's name at the provider.</param>
/// <param name="Error">Why it failed; null when it answered.</param>
public sealed record Attempt(string Provider, string UpstreamModel, CallError? Error)
{
    /// <summary>Why this target was tried.</summary>
    public AttemptReason Reason { get; init; }

    /// <summary>Where it was tried; null where nothing of it can be billed.</summary>
    public Target? Target { get; init; }

    /// <summary>When it began (<see cref="TimeProvider.GetTimestamp"/>).</summary>
    public long Begun { get; init; }

    /// <summary>What a failed one used before it failed, or may have used; null when that is not known. Of the one that answered <see cref="CallState.Usage"/> tells.</summary>
    public TokenUsage? Usage { get; set; }

    /// <summary>What it cost; null when its provider bills nothing for it, or the price is not known, and while the call runs.</summary>
    public CallCost? Cost { get; set; }

    /// <summary>How long it took until it failed, or until its answer or its stream's first event was there.</summary>
    public TimeSpan Duration { get; init; }
}
