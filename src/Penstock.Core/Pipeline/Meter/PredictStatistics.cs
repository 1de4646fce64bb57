using System.Collections.Concurrent;
using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Meter;

/// <summary>
/// Counts what typed calls (<see cref="Capability.Predict"/>) did, for each model and version, since the server began. Recording takes
/// one lock of the model's own for some tens of nanoseconds, so that what is read is of one moment.
/// </summary>
public sealed class PredictStatistics
{
    private readonly ConcurrentDictionary<(string Model, string? Version), ModelCounters> _models = new();

    /// <summary>What a version of a model has done; all zero when it was never called.</summary>
    public ModelStatistics Of(string model, string? version) =>
        _models.TryGetValue((model, version), out var counters) ? counters.Read() : new ModelStatistics(model, version);

    /// <summary>
    /// Counts a call that has ended, of a model that is known. Calls that never reached an engine and that failed count as failed.
    /// </summary>
    internal void Record(Call call, PredictPhases phases)
    {
        var model = call.State.ModelThatRan!;
        var key = (model.Id, model.Version);
        if (!_models.TryGetValue(key, out var counters))
        {
            counters = _models.GetOrAdd(key, static key => new ModelCounters(key.Model, key.Version));
        }

        var took = call.Between(call.Started, call.State.Ended);
        if (call.State.Error is not null)
        {
            counters.Failed(took);
            return;
        }

        counters.Succeeded(took, phases, (call.StartedAt + took).ToUnixTimeMilliseconds());
    }
}
