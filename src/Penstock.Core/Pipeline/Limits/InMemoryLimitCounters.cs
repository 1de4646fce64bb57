using System.Collections.Concurrent;
using Penstock.Domain.Access;

namespace Penstock.Pipeline.Limits;

/// <summary>Counts within this process.</summary>
public sealed class InMemoryLimitCounters(TimeProvider time) : ILimitCounters
{
    private readonly ConcurrentDictionary<string, KeyCounters> _keys = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public LimitRefusal? TryEnter(ApiKey key, int? requestsPerMinute, int? maxConcurrentCalls) =>
        _keys.GetOrAdd(key.Id, static _ => new KeyCounters()).TryEnter(time, requestsPerMinute, maxConcurrentCalls);

    /// <inheritdoc/>
    public void Leave(ApiKey key)
    {
        if (_keys.TryGetValue(key.Id, out var counters))
        {
            counters.Leave();
        }
    }
}
