using Penstock.Domain.Access;

namespace Penstock.Pipeline.Ledger;

/// <summary>Keeps imported invoices.</summary>
public interface IInvoiceStore
{
    /// <summary>All of them, the newest first, without their lines.</summary>
    Task<IReadOnlyList<Invoice>> ListAsync(CancellationToken ct);

    /// <summary>One, with its lines; null when there is none.</summary>
    Task<Invoice?> FindAsync(string id, CancellationToken ct);

    /// <summary>Those of a provider that have lines of the same days and models, the same lines, or the same number: what would be counted twice.</summary>
    Task<IReadOnlyList<Invoice>> OverlappingAsync(Invoice invoice, CancellationToken ct);

    /// <summary>Adds one, with its entry in the audit trail; false when one that overlaps came in between.</summary>
    Task<bool> AddAsync(Invoice invoice, Actor by, CancellationToken ct);

    /// <summary>Deletes one, with its entry in the audit trail; false when there is none.</summary>
    Task<bool> DeleteAsync(string id, Actor by, CancellationToken ct);
}
