namespace Penstock.Pipeline.Budgets;

/// <summary>
/// Keeps reservations durably; what a call has cost in the end is kept with its record. Calls never wait for a database. Of several nodes, each will spend
/// from slices that it has leased from a store they share; what a node may spend is <see cref="Account.Ceiling"/>.
/// </summary>
public interface IBudgetStore
{
    /// <summary>
    /// Keeps an entry. When it returns, a crash of the process loses nothing of it. A call of this server settles with its record
    /// (<see cref="Domain.Calls.CallState.SettledOn"/>), not with an entry: those are for what <see cref="LoadAsync"/> gave.
    /// </summary>
    /// <exception cref="IOException">It could not be kept.</exception>
    ValueTask AppendAsync(BudgetEntry entry, CancellationToken ct);

    /// <summary>Everything that was kept before this server started.</summary>
    Task<BudgetState> LoadAsync(CancellationToken ct);
}
