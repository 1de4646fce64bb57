namespace Penstock.Pipeline.Budgets;

/// <summary>Why nothing was reserved. It says nothing of what others spent.</summary>
/// <param name="Budget">The budget that has too little left.</param>
/// <param name="Frees">When what was spent begins to be forgotten, Unix microseconds, UTC; the greatest there is for never.</param>
/// <param name="Soon">Whether only calls that run hold what would be needed.</param>
public sealed record BudgetRefusal(string Budget, long Frees, bool Soon);
