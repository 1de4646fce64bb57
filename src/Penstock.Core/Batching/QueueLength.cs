using System.Diagnostics.Metrics;

namespace Penstock.Batching;

/// <summary>The gauge of what waits, by model and version. It is one for the process, as what it counts goes in and out.</summary>
internal static class QueueLength
{
    private static readonly UpDownCounter<long> Waiting =
        new Meter("Penstock").CreateUpDownCounter<long>("penstock.predict.queue.length", "{call}", "Typed calls that wait for their run.");

    public static void Add(int change, in BatchTerms terms)
    {
        var model = new KeyValuePair<string, object?>("gen_ai.request.model", terms.Model);
        if (terms.Version is null)
        {
            Waiting.Add(change, model);
        }
        else
        {
            Waiting.Add(change, model, new("penstock.model.version", terms.Version));
        }
    }
}
