namespace Penstock.Domain.Money;

/// <summary>The prices of a model over time.</summary>
/// <param name="prices">The first holds where no other does; of the others that hold the last counts.</param>
internal sealed class PriceSchedule(IReadOnlyList<DatedPrice> prices)
{
    /// <summary>A price that never changes.</summary>
    public PriceSchedule(PriceList price)
        : this([new DatedPrice(null, null, price)])
    {
    }

    /// <summary>What runs on the operator's own machine and has no price: it costs nothing, and that is known.</summary>
    public static PriceSchedule Local { get; } = new(new PriceList("USD", "local", new Dictionary<UsageUnit, PriceRate>()));

    /// <summary>Every price.</summary>
    public IReadOnlyList<DatedPrice> Prices => prices;

    /// <summary>The same prices in the currency that costs are kept in; null when there is no rate for it. What is free is so in every currency.</summary>
    public PriceSchedule? In(MoneyOptions money)
    {
        if (prices.All(price => price.Price.Currency == money.Currency))
        {
            return this;
        }

        return prices.All(price => price.Price.IsFree || money.Rate(price.Price.Currency) is not null)
            ? new PriceSchedule([.. prices.Select(price => price with { Price = price.Price.In(money.Currency, money.Rate(price.Price.Currency) ?? 1) })])
            : null;
    }

    /// <summary>The price at an instant.</summary>
    public PriceList At(DateTimeOffset at)
    {
        for (var i = prices.Count - 1; i > 0; i--)
        {
            if (prices[i].Holds(at))
            {
                return prices[i].Price;
            }
        }

        return prices[0].Price;
    }
}
