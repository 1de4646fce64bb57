using Penstock.Domain.Money;

namespace Penstock.Pipeline.Budgets;

/// <summary>What a store has kept.</summary>
/// <param name="Spent">What was spent, by line, in the order of their slots.</param>
/// <param name="Open">What calls held that never ended.</param>
/// <param name="Alive">The last sign of life of the server that held it, Unix microseconds, UTC.</param>
public sealed record BudgetState(IReadOnlyList<(BudgetLine Line, long Units)> Spent, IReadOnlyList<BudgetEntry> Open, long Alive)
{
    /// <summary>Nothing.</summary>
    public static readonly BudgetState Empty = new([], [], 0);
}
