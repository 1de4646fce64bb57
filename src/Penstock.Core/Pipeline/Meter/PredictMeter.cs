using System.Diagnostics;
using System.Diagnostics.Metrics;
using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Meter;

/// <summary>
/// Measures where the time of typed calls goes, by model and version: waiting (<c>queue</c>), putting runs together and taking them apart
/// (<c>batch</c>), the run (<c>compute</c>), writing the answer (<c>encode</c>); and how many rows a run has.
/// </summary>
internal sealed class PredictMeter(System.Diagnostics.Metrics.Meter meter, PredictStatistics statistics)
{
    private static readonly double[] Seconds =
    [
        0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
    ];

    private readonly Histogram<double> _queue = Duration(meter, "queue", "Time a typed call waited for others to share its run, and for a free slot.");
    private readonly Histogram<double> _batch = Duration(meter, "batch", "Time to put a run's input together and to take its output apart.");
    private readonly Histogram<double> _compute = Duration(meter, "compute", "Time of the run that answered a typed call.");
    private readonly Histogram<double> _encode = Duration(meter, "encode", "Time to write the answer of a typed call in the client's format.");
    private readonly Histogram<long> _rows = meter.CreateHistogram("penstock.predict.batch.rows", "{row}", "Rows in a run.", null,
        new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096, 16384] });

    /// <summary>Measures a typed call that has ended.</summary>
    internal void Record(Call call)
    {
        // Without a model of the catalogue there is nothing to count for: whatever else a caller writes would make a series of its own.
        var state = call.State;
        if (call.Head.Capability != Capability.Predict || state.ModelThatRan is not { } model)
        {
            return;
        }

        var phases = state.Phases ?? Whole(call);
        statistics.Record(call, phases);
        if (state.Error is not null || state.EngineStarted == 0)
        {
            return;
        }

        var tags = new TagList { { "gen_ai.request.model", model.Id } };
        if (model.Version is not null)
        {
            tags.Add("penstock.model.version", model.Version);
        }

        _queue.Record(phases.Queue.TotalSeconds, tags);
        _batch.Record((phases.Input + phases.Output).TotalSeconds, tags);
        _compute.Record(phases.Compute.TotalSeconds, tags);
        if (phases.Runs > 0)
        {
            _rows.Record(phases.RunRows, tags);
        }

        if (state.EncodeStarted != 0 && state.FirstByte != 0)
        {
            _encode.Record(call.Between(state.EncodeStarted, state.FirstByte).TotalSeconds, tags);
        }
    }

    // An engine that does not batch need not say anything: what it takes is its run.
    private static PredictPhases Whole(Call call) => new(
        1,
        TimeSpan.Zero,
        TimeSpan.Zero,
        call.State is { EngineStarted: not 0 and var begun, EngineAnswered: not 0 and var answered } ? call.Between(begun, answered) : TimeSpan.Zero,
        TimeSpan.Zero);

    private static Histogram<double> Duration(System.Diagnostics.Metrics.Meter meter, string phase, string description) => meter.CreateHistogram(
        $"penstock.predict.{phase}.duration", "s", description, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
}
