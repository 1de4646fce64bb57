using Penstock.Domain.Money;

namespace Penstock.Dialects.Usage;

/// <summary>What a raw answer costs.</summary>
/// <param name="Usage">The counts by the names of units.</param>
/// <param name="Cost">The cost.</param>
/// <param name="Currency">Its currency.</param>
/// <param name="Source">Where the price is from.</param>
/// <param name="Model">The model that was priced.</param>
internal sealed record CostEstimate(IReadOnlyDictionary<string, decimal> Usage, CallCost Cost, string Currency, string Source, string Model);
