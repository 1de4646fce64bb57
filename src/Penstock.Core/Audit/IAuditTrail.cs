namespace Penstock.Audit;

/// <summary>
/// The append-only record of who did what. A store that changes something appends the entry in the transaction of the change;
/// this is for everything else: logins, denials, what is kept in files.
/// </summary>
public interface IAuditTrail
{
    /// <summary>Appends an entry. It is durable when it returns.</summary>
    Task AppendAsync(AuditEntry entry, CancellationToken ct);

    /// <summary>Entries, the newest first.</summary>
    Task<IReadOnlyList<AuditEvent>> ListAsync(AuditQuery query, CancellationToken ct);
}
