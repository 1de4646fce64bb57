namespace Penstock.Domain.Money;

/// <summary>A price that the operator gives: rates, or those of another model.</summary>
/// <param name="Schedule">The rates over time; null where another model's are meant.</param>
/// <param name="SameAs">The shipped list and the model whose price it has: <c>openai/gpt-4.1</c>; null where there are rates.</param>
internal sealed record OwnPrice(PriceSchedule? Schedule, string? SameAs);
