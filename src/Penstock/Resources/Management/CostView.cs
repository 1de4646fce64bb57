using System.ComponentModel;
using Penstock.Dialects.Usage;
using Penstock.Domain.Money;

namespace Penstock.Resources.Management;

/// <summary>What a provider's answer costs. Amounts are decimal texts.</summary>
internal sealed record CostView(
    [property: Description("The model that was priced.")] string Model,
    [property: Description("What was used: counts by the names of units. Parts are in their wholes: cache_read_tokens in input_tokens.")] IReadOnlyDictionary<string, decimal> Usage,
    [property: Description("What went in.")] string InputCost,
    [property: Description("What came out.")] string OutputCost,
    [property: Description("The rest: the request itself, searches, time.")] string OtherCost,
    [property: Description("All of it.")] string Total,
    [property: Description("The currency.")] string Currency,
    [property: Description("Where the price is from.")] string Price)
{
    public static CostView Of(CostEstimate estimate) => new(
        estimate.Model,
        estimate.Usage,
        Amount.Text(estimate.Cost.Input),
        Amount.Text(estimate.Cost.Output),
        Amount.Text(estimate.Cost.Other),
        Amount.Text(estimate.Cost.Total),
        estimate.Currency,
        estimate.Source);
}
