namespace Penstock.Audit;

/// <summary>Keeps entries as long as the process lives: for tests.</summary>
public sealed class InMemoryAuditTrail : IAuditTrail
{
    private readonly Lock _gate = new();
    private readonly List<AuditEntry> _entries = [];

    /// <summary>Everything appended, in order.</summary>
    public IReadOnlyList<AuditEntry> Entries
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries];
            }
        }
    }

    /// <inheritdoc/>
    public Task AppendAsync(AuditEntry entry, CancellationToken ct)
    {
        lock (_gate)
        {
            _entries.Add(entry);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditEvent>> ListAsync(AuditQuery query, CancellationToken ct) => Task.FromResult<IReadOnlyList<AuditEvent>>(
    [
        .. Entries.Select((entry, i) => new AuditEvent(new AuditPlace("memory", i + 1, (entry.At.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond), entry, ""))
            .Reverse()
            .Where(found => Fits(found, query))
            .Take(query.Limit),
    ]);

    private static bool Fits(AuditEvent found, AuditQuery query) =>
        (query.Actor is null || found.Entry.Actor.Id == query.Actor)
        && (query.Action is null || (query.Action.EndsWith('*') ? found.Entry.Action.StartsWith(query.Action[..^1], StringComparison.Ordinal) : found.Entry.Action == query.Action))
        && (query.Kind is null || found.Entry.Kind == query.Kind)
        && (query.Id is null || found.Entry.Id == query.Id)
        && (query.Outcome is null || found.Entry.Outcome == query.Outcome)
        && (query.From is null || found.Entry.At >= query.From)
        && (query.To is null || found.Entry.At < query.To)
        && (query.After is null || found.Place.Sequence < query.After.Sequence);
}
