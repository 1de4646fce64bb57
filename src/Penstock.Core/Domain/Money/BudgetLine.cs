namespace Penstock.Domain.Money;

/// <summary>Where something is spent: one scope of one budget in one slot of time.</summary>
/// <param name="Budget">The budget's id.</param>
/// <param name="Scope">The scope; empty for all together.</param>
/// <param name="Slot">The beginning of the slot, Unix microseconds, UTC.</param>
public sealed record BudgetLine(string Budget, string Scope, long Slot);
