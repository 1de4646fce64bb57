using System.Collections.Concurrent;

namespace Penstock.Server.Measuring;

/// <summary>What a run has come to so far.</summary>
internal sealed class LoadCounts
{
    private readonly ConcurrentDictionary<string, long> _errors = new(StringComparer.Ordinal);
    private long _begun;
    private long _received;
    private long _unfinished;

    /// <summary>Of the calls that were answered with 2xx, from when they were due.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>The open loop: how much later than due a call was begun, which its latency includes.</summary>
    public LatencyHistogram Late { get; } = new();

    /// <summary>Calls that were sent, or tried to be.</summary>
    public long Begun => Interlocked.Read(ref _begun);

    /// <summary>Bytes of the answers' bodies.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Calls that were cut off by the end of an interrupted run.</summary>
    public long Unfinished => Interlocked.Read(ref _unfinished);

    /// <summary>What was no success, by HTTP status or in a word.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Errors => [.. _errors.OrderBy(pair => pair.Key, StringComparer.Ordinal)];

    public long ErrorCount => _errors.Values.Sum();

    /// <summary>Calls that ended.</summary>
    public long Calls => Latency.Count + ErrorCount;

    public void AddError(string what) => _errors.AddOrUpdate(what, 1, static (_, count) => count + 1);

    public void AddBegun() => Interlocked.Increment(ref _begun);

    public void AddReceived(long bytes) => Interlocked.Add(ref _received, bytes);

    public void AddUnfinished() => Interlocked.Increment(ref _unfinished);
}
