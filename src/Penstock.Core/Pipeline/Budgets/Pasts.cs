using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

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
    public Past Of(string model, string provider, string upstream) =>
        _recentModels.Find(model, provider, upstream) ?? _recentModels.Keep(model, provider, upstream, _models.GetOrAdd((model, provider, upstream), static _ => new Past()));

    /// <summary>Of a caller and a model.</summary>
    public CallerPast Of(string model, string key) => _recentCallers.Find(model, key, "") ?? _recentCallers.Keep(model, key, "", Find(model, key));

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

    // What was asked for of late, by the very texts it was asked by. A race at worst looks it up again.
    private sealed class Recent<T>
        where T : class
    {
        private const int Places = 512;
        private readonly Entry?[] _entries = new Entry?[Places];

        public T? Find(string first, string second, string third) =>
            At(first, second, third) is { } entry && ReferenceEquals(entry.First, first) && ReferenceEquals(entry.Second, second) && ReferenceEquals(entry.Third, third) ? entry.Past : null;

        public T Keep(string first, string second, string third, T past)
        {
            At(first, second, third) = new Entry(first, second, third, past);
            return past;
        }

        private ref Entry? At(string first, string second, string third) =>
            ref _entries[(RuntimeHelpers.GetHashCode(first) ^ RuntimeHelpers.GetHashCode(second) ^ RuntimeHelpers.GetHashCode(third)) & (Places - 1)];

        private sealed record Entry(string First, string Second, string Third, T Past);
    }
}
