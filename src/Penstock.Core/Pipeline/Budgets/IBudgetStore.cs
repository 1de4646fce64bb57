namespace Penstock.Pipeline.Budgets;

/// <summary>
/// Keeps reservations and settlements durably. Calls never wait for a database: an entry goes to a local journal. Of several nodes, each will spend
/// from slices that it has leased from a store they share; what a node may spend is <see cref="Account.Ceiling"/>.
/// </summary>
public interface IBudgetStore
{
    /// <summary>Keeps an entry. When it returns, a crash of the process loses nothing of it.</summary>
    /// <exception cref="IOException">It could not be kept.</exception>
    ValueTask AppendAsync(BudgetEntry entry, CancellationToken ct);

    /// <summary>Keeps an entry, at the latest with the next one or the next record of a call: that of the call it is about is written after it.</summary>
    /// <exception cref="IOException">It could not be kept.</exception>
    ValueTask LeaveAsync(BudgetEntry entry, CancellationToken ct);

    /// <summary>Everything that was kept before this server started.</summary>
    Task<BudgetState> LoadAsync(CancellationToken ct);
}
