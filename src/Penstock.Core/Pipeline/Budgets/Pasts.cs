using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Penstock.Domain.Models;

namespace Penstock.Pipeline.Budgets;

/// <summary>The past of every model and caller, as long as the process lives.</summary>
internal sealed class Pasts
{
    // Beyond this many callers the past is forgotten: then first slices are whole again for a while.
    private const int Most = 20_000;

    private readonly ConcurrentDictionary<(string Model, string Provider, string Upstream), Past> _models = new();
    private readonly ConcurrentDictionary<(string Model, string Key), CallerPast> _callers = new();
    private readonly Recent<Past> _recentModels = new();
    private readonly Recent<CallerPast> _recentCallers = new();

    /// <summary>Of a model at a target.</summary>
    public Past Of(string model, Target target) =>
        _recentModels.Find(model, target) ?? _recentModels.Keep(model, target, _models.GetOrAdd((model, target.Provider, target.UpstreamModel), static _ => new Past()));

    /// <summary>Of a caller and a model.</summary>
    public CallerPast Of(string model, string key) => _recentCallers.Find(model, key) ?? _recentCallers.Keep(model, key, Find(model, key));

    private CallerPast Find(string model, string key)
    {
        if (_callers.TryGetValue((model, key), out var past))
        {
            return past;
        }

        if (_callers.Count >= Most)
        {
            _callers.Clear();
        }

        return _callers.GetOrAdd((model, key), static _ => new CallerPast());
    }

    // What was asked for of late, by the very objects it was asked by. A race at worst looks it up again.
    private sealed class Recent<T>
        where T : class
    {
        private const int Places = 512;
        private readonly Entry?[] _entries = new Entry?[Places];

        public T? Find(string model, object other) =>
            At(model, other) is { } entry && ReferenceEquals(entry.Model, model) && ReferenceEquals(entry.Other, other) ? entry.Past : null;

        public T Keep(string model, object other, T past)
        {
            At(model, other) = new Entry(model, other, past);
            return past;
        }

        private ref Entry? At(string model, object other) => ref _entries[(RuntimeHelpers.GetHashCode(model) ^ RuntimeHelpers.GetHashCode(other)) & (Places - 1)];

        private sealed record Entry(string Model, object Other, T Past);
    }
}
