using System.Collections.Concurrent;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Pipeline.Route;

/// <summary>Chooses among the targets of a model: the lowest order first, of those that are well, by weight. It remembers how targets fared.</summary>
/// <param name="random">For the choice.</param>
/// <param name="time">The clock.</param>
internal sealed class TargetChoice(Random random, TimeProvider time)
{
    // By what a target is, so that a reload of the configuration forgets nothing, and models share what is known of a provider's model.
    private readonly ConcurrentDictionary<(string Provider, string Model), TargetHealth> _healths = new();

    /// <summary>How a target fares.</summary>
    public TargetHealth Health(Target target) => _healths.GetOrAdd((target.Provider, target.UpstreamModel), static (_, time) => new TargetHealth(time), time);

    /// <summary>Chooses one.</summary>
    /// <param name="targets">Those that may be tried, at least one.</param>
    /// <param name="alone">Whether the model has no other: then it is asked whatever is known of it, since an error of ours would be no better than its own.</param>
    /// <param name="reason">Why, when all goes well.</param>
    public (Target Target, AttemptReason Reason) Choose(IReadOnlyList<Target> targets, bool alone, AttemptReason reason)
    {
        if (alone)
        {
            return (targets[0], reason);
        }

        var untried = targets.ToList();
        while (untried.Count > 0)
        {
            var order = untried.Min(target => target.Order);
            var target = ByWeight([.. untried.Where(target => target.Order == order)]);
            if (Health(target).TryEnter(out var probe))
            {
                return (target, probe ? AttemptReason.Probe : reason);
            }

            untried.Remove(target);
        }

        return (targets.MinBy(target => Health(target).Left)!, AttemptReason.LastResort);
    }

    // Those without any weight only where all are.
    private Target ByWeight(IReadOnlyList<Target> targets)
    {
        if (targets.Count == 1)
        {
            return targets[0];
        }

        var left = NextDouble() * targets.Sum(target => target.Weight);
        foreach (var target in targets)
        {
            left -= target.Weight;
            if (left < 0)
            {
                return target;
            }
        }

        return targets.FirstOrDefault(target => target.Weight > 0) ?? targets[0];
    }

    /// <summary>A number from 0 to 1, also for the jitter of a back-off.</summary>
    public double NextDouble()
    {
        lock (random)
        {
            return random.NextDouble();
        }
    }
}
