using Penstock.Domain.Access;

namespace Penstock.Pipeline.Limits;

/// <summary>Counts what keys do.</summary>
public interface ILimitCounters
{
    /// <summary>Takes a place for one call of a key; null when it was given, else which limit refused and for how long.</summary>
    LimitRefusal? TryEnter(ApiKey key, int? requestsPerMinute, int? maxConcurrentCalls);

    /// <summary>Gives the place back.</summary>
    void Leave(ApiKey key);
}
