using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Pipeline.Shadow;

/// <summary>
/// What the comparisons of shadow versions came to: as the metrics <c>penstock.shadow.comparisons</c> and
/// <c>penstock.shadow.max_difference</c>, and counted for each model and version since the server began.
/// </summary>
public sealed class ShadowComparisons : IDisposable
{
    private static readonly double[] Differences = [1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100];
    private readonly ConcurrentDictionary<(string Model, string? Version), ShadowTally> _tallies = new();
    private readonly System.Diagnostics.Metrics.Meter _meter = new("Penstock");
    private readonly Counter<long> _comparisons;
    private readonly Histogram<double> _difference;

    /// <summary>Makes the instruments.</summary>
    public ShadowComparisons()
    {
        _comparisons = _meter.CreateCounter<long>("penstock.shadow.comparisons", "{call}", "Calls that a shadow version answered, too, by outcome: same, different, failed, dropped.");
        _difference = _meter.CreateHistogram("penstock.shadow.max_difference", "1", "The largest difference of two numbers in the answers of a call and its shadow.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = Differences });
    }

    /// <summary>What the comparisons of a model in a version came to so far; null when there was none.</summary>
    public ShadowTally? Of(string model, string? version) => _tallies.GetValueOrDefault((model, version));

    /// <summary>Two answers were compared.</summary>
    public void Compared(Model shadow, OutputDifference difference)
    {
        Count(shadow, difference.What is null ? "same" : "different", tally => difference.What is null
            ? tally with { Same = tally.Same + 1, LargestDifference = Math.Max(tally.LargestDifference, difference.Largest) }
            : tally with { Different = tally.Different + 1, LargestDifference = Math.Max(tally.LargestDifference, difference.Largest), LastDifference = difference.What });
        _difference.Record(difference.Largest, Tags(shadow));
    }

    /// <summary>The shadow version failed where the call did not.</summary>
    public void Failed(Model shadow, string why) =>
        Count(shadow, "failed", tally => tally with { Failed = tally.Failed + 1, LastFailure = why });

    /// <summary>There was no room for the call.</summary>
    public void Dropped(Model shadow) => Count(shadow, "dropped", tally => tally with { Dropped = tally.Dropped + 1 });

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Count(Model shadow, string outcome, Func<ShadowTally, ShadowTally> change)
    {
        var tags = Tags(shadow);
        tags.Add("outcome", outcome);
        _comparisons.Add(1, tags);
        _tallies.AddOrUpdate((shadow.Id, shadow.Version), _ => change(new ShadowTally()), (_, tally) => change(tally));
    }

    private static TagList Tags(Model shadow) => new() { { "gen_ai.request.model", shadow.Id }, { "penstock.model.version", shadow.Version } };
}
