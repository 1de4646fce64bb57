using Penstock.Domain.Money;

namespace Penstock.Pipeline.Budgets;

/// <summary>A part of a budget is spent.</summary>
/// <param name="Budget">The budget.</param>
/// <param name="Scope">Whose part, <c>user=user_1</c>; empty for all together.</param>
/// <param name="Threshold">The threshold that was reached, in percent.</param>
/// <param name="Spent">What is spent.</param>
/// <param name="Start">When its window began, Unix microseconds, UTC.</param>
/// <param name="End">When its window ends.</param>
public sealed record BudgetNotice(Budget Budget, string Scope, int Threshold, Amount Spent, long Start, long End);
