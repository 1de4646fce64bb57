namespace Penstock.Pipeline.Ledger;

/// <summary>Reads what the ledger kept.</summary>
public interface ICallStore
{
    /// <summary>Waits until everything appended before is readable here.</summary>
    Task CatchUpAsync(CancellationToken ct);

    /// <summary>The record of a call; null when there is none.</summary>
    Task<CallRecord?> FindAsync(string id, CancellationToken ct);

    /// <summary>Records, the newest first.</summary>
    Task<IReadOnlyList<CallRecord>> ListAsync(CallQuery query, CancellationToken ct);

    /// <summary>Sums the records of a time span by the asked-for groups.</summary>
    Task<IReadOnlyList<UsageRow>> SumAsync(UsageQuery query, CancellationToken ct);
}
