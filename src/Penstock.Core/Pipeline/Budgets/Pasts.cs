using System.Collections.Concurrent;

namespace Penstock.Pipeline.Budgets;

/// <summary>The past of every model and caller, as long as the process lives.</summary>
internal sealed class Pasts
{
    // Beyond this many callers the past is forgotten: then first slices are whole again for a while.
    private const int Most = 20_000;

    private readonly ConcurrentDictionary<(string Model, string Provider, string Upstream), Past> _models = new();
    private readonly ConcurrentDictionary<(string Model, string Key), CallerPast> _callers = new();

    /// <summary>Of a model at a target.</summary>
    public Past Of(string model, string provider, string upstream) => _models.TryGetValue((model, provider, upstream), out var past) ? past
        : _models.GetOrAdd((model, provider, upstream), static _ => new Past());

    /// <summary>Of a caller and a model.</summary>
    public CallerPast Of(string model, string key)
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
}
