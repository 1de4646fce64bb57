namespace Penstock.Domain.Money;

/// <summary>The price of one unit: what so many of it cost as <see cref="UsageUnit.Per"/> says.</summary>
/// <param name="Price">The price.</param>
/// <param name="Tiers">Other prices for all of it, where the call's whole input has more tokens than so many; in rising order.</param>
internal sealed record PriceRate(decimal Price, IReadOnlyList<PriceTier> Tiers)
{
    /// <summary>A price without tiers.</summary>
    public PriceRate(decimal price)
        : this(price, [])
    {
    }

    /// <summary>The most it can be.</summary>
    public decimal Most => Tiers.Select(tier => tier.Price).Append(Price).Max();

    /// <summary>The price for a call of so much input.</summary>
    public decimal At(decimal inputTokens)
    {
        var price = Price;
        foreach (var tier in Tiers)
        {
            price = inputTokens > tier.Over ? tier.Price : price;
        }

        return price;
    }
}
