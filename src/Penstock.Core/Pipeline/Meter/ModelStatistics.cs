namespace Penstock.Pipeline.Meter;

/// <summary>
/// What one version of a model has done since the server began, in the terms of the Open Inference Protocol's extension
/// <c>statistics</c> (Triton, docs/protocol/extension_statistics.md). All of it is of one moment.
/// </summary>
/// <param name="Model">The model's id.</param>
/// <param name="Version">Its version; null when it has none.</param>
public sealed record ModelStatistics(string Model, string? Version)
{
    /// <summary>When the last successful call ended, milliseconds since 1970; 0 when there was none (<c>last_inference</c>).</summary>
    public long LastInference { get; init; }

    /// <summary>Rows that were answered (<c>inference_count</c>).</summary>
    public long Inferences { get; init; }

    /// <summary>Runs: fewer than <see cref="Inferences"/> where rows share one (<c>execution_count</c>).</summary>
    public long Executions { get; init; }

    /// <summary>Calls that were answered, and their whole time.</summary>
    public Tally Success { get; init; }

    /// <summary>Calls that failed, and their whole time; those whose client left among them.</summary>
    public Tally Fail { get; init; }

    /// <summary>Waiting before the run, a count for each answered call (<c>queue</c>).</summary>
    public Tally Queue { get; init; }

    /// <summary>Putting runs' inputs together, a count for each answered call (<c>compute_input</c>).</summary>
    public Tally Input { get; init; }

    /// <summary>Running, a count for each answered call (<c>compute_infer</c>).</summary>
    public Tally Compute { get; init; }

    /// <summary>Taking runs' outputs apart, a count for each answered call (<c>compute_output</c>).</summary>
    public Tally Output { get; init; }

    /// <summary>Runs by their number of rows, ascending, a count for each run (<c>batch_stats</c>).</summary>
    public IReadOnlyList<BatchTally> Batches { get; init; } = [];
}
