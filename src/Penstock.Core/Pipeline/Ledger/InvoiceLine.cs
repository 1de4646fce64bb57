using Penstock.Domain.Money;

namespace Penstock.Pipeline.Ledger;

/// <summary>What was used of a model on a day, as the provider says.</summary>
/// <param name="Day">The day, UTC.</param>
/// <param name="Model">The provider's name of the model.</param>
/// <param name="Calls">How many calls; null when it does not say.</param>
/// <param name="InputTokens">Tokens in; null when it does not say.</param>
/// <param name="OutputTokens">Tokens out; null when it does not say.</param>
/// <param name="Amount">What it asks for.</param>
public sealed record InvoiceLine(DateOnly Day, string Model, long? Calls, long? InputTokens, long? OutputTokens, Amount Amount);
