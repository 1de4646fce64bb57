using System.Collections.Concurrent;

namespace Penstock.Pipeline.Ledger;

/// <summary>Keeps records as long as the process lives: for tests.</summary>
public sealed class InMemoryLedger : ILedger
{
    private readonly ConcurrentQueue<CallRecord> _records = new();

    /// <summary>Everything appended, in order, amendments included.</summary>
    public IReadOnlyList<CallRecord> Records => [.. _records];

    /// <inheritdoc/>
    public ValueTask AppendAsync(CallRecord record, CancellationToken ct)
    {
        _records.Enqueue(record);
        return ValueTask.CompletedTask;
    }
}
