namespace Penstock.Domain.Calls;

/// <summary>Where the time of a typed call went inside its engine.</summary>
/// <param name="Rows">How many rows the call itself fed.</param>
/// <param name="Queue">From handing the input to the engine until its run was put together: waiting for others, and for a free slot.</param>
/// <param name="Input">Putting the run's input together.</param>
/// <param name="Compute">The run itself: ONNX Runtime, or the function.</param>
/// <param name="Output">Taking the run's output apart.</param>
public readonly record struct PredictPhases(long Rows, TimeSpan Queue, TimeSpan Input, TimeSpan Compute, TimeSpan Output)
{
    /// <summary>
    /// How many runs this call accounts for: of the calls that shared a run one does, so that the sum over calls is the number of runs.
    /// </summary>
    public int Runs { get; init; } = 1;

    /// <summary>How many rows its run had, those of the other calls in it included.</summary>
    public long RunRows { get; init; } = Rows;
}
