using Penstock.Domain.Money;

namespace Penstock.Pipeline.Budgets;

/// <summary>How one scope of a budget stands now.</summary>
/// <param name="Scope">Whose part, <c>user=user_1</c>; empty for all together.</param>
/// <param name="Spent">What is spent in this window.</param>
/// <param name="Reserved">What calls that run hold.</param>
/// <param name="Left">What is left to reserve; never less than nothing.</param>
/// <param name="Start">When the window began, Unix microseconds, UTC; the least there is where it never did.</param>
/// <param name="End">When it ends; the greatest there is where it never does.</param>
public sealed record BudgetStanding(string Scope, Amount Spent, Amount Reserved, Amount Left, long Start, long End);
