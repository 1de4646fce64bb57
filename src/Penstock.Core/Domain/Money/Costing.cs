using Penstock.Domain.Calls;

namespace Penstock.Domain.Money;

/// <summary>The one place where use becomes a cost.</summary>
public static class Costing
{
    /// <summary>
    /// What use costs at a price; null when that is not known. A price that says nothing of what was used (an hour's price, where nobody told the time) is not
    /// known either: only what is free costs nothing.
    /// </summary>
    public static CallCost? Of(PriceQuote? quote, in TokenUsage usage, in CallMeasures measures)
    {
        if (quote is null)
        {
            return null;
        }

        var cost = quote.Cost(usage, measures);
        return cost.Total == 0 && !quote.IsFree ? null : cost;
    }
}
