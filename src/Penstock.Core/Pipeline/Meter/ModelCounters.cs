using System.Numerics;
using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Meter;

/// <summary>The counters behind <see cref="ModelStatistics"/>.</summary>
internal sealed class ModelCounters(string model, string? version)
{
    // A caller chooses the size of a run that is its own: beyond so many sizes they are rounded up to powers of two.
    private const int MostSizes = 256;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, BatchTally> _batches = [];
    private long _last;
    private long _inferences;
    private long _executions;
    private Tally _success;
    private Tally _fail;
    private Tally _queue;
    private Tally _input;
    private Tally _compute;
    private Tally _output;

    /// <summary>Counts a call that was answered.</summary>
    internal void Succeeded(TimeSpan took, PredictPhases phases, long now)
    {
        lock (_lock)
        {
            _success = _success.Plus(took);
            _queue = _queue.Plus(phases.Queue);
            _input = _input.Plus(phases.Input);
            _compute = _compute.Plus(phases.Compute);
            _output = _output.Plus(phases.Output);
            _inferences += phases.Rows;
            _executions += phases.Runs;
            _last = Math.Max(_last, now);
            if (phases.Runs > 0)
            {
                AddRun(phases);
            }
        }
    }

    /// <summary>Counts a call that failed.</summary>
    internal void Failed(TimeSpan took)
    {
        lock (_lock)
        {
            _fail = _fail.Plus(took);
        }
    }

    /// <summary>All of it as it is now.</summary>
    internal ModelStatistics Read()
    {
        lock (_lock)
        {
            return new ModelStatistics(model, version)
            {
                LastInference = _last,
                Inferences = _inferences,
                Executions = _executions,
                Success = _success,
                Fail = _fail,
                Queue = _queue,
                Input = _input,
                Compute = _compute,
                Output = _output,
                Batches = [.. _batches.Values],
            };
        }
    }

    private void AddRun(PredictPhases phases)
    {
        var size = phases.RunRows;
        if (!_batches.TryGetValue(size, out var batch) && _batches.Count >= MostSizes)
        {
            size = (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(1, size));
            _batches.TryGetValue(size, out batch);
        }

        _batches[size] = new BatchTally(
            size, batch.Input.Plus(phases.Input), batch.Compute.Plus(phases.Compute), batch.Output.Plus(phases.Output));
    }
}
