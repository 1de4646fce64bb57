using Penstock.Batching;

namespace Penstock.Onnx;

/// <summary>How calls of a model share runs.</summary>
/// <param name="Mode">Whether they do.</param>
/// <param name="MaxRows">The most rows in a run.</param>
/// <param name="MaxDelay">How long a call waits for others while another run is under way.</param>
/// <param name="MaxQueue">The most calls that wait; it holds without batching, too.</param>
/// <param name="Concurrency">The most runs at once; null for as many as there are slots.</param>
internal sealed record OnnxBatchingOptions(
    OnnxBatchingMode Mode = OnnxBatchingMode.Auto, long MaxRows = 64, TimeSpan MaxDelay = default, int MaxQueue = 1000, int? Concurrency = null)
{
    /// <summary>What the scheduler is told.</summary>
    /// <param name="on">Whether calls share runs: if not, short runs need no turn, and the others have slots.</param>
    /// <param name="slots">How many slots there are.</param>
    internal BatchOptions ToScheduler(bool on, int slots) => new()
    {
        MaxRows = MaxRows,
        MaxDelay = on ? MaxDelay : TimeSpan.Zero,
        MaxQueue = MaxQueue,
        Concurrency = Concurrency ?? (on ? slots : int.MaxValue),
    };
}
