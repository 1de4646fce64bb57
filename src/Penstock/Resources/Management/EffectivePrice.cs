using System.ComponentModel;
using Penstock.Domain.Models;
using Penstock.Domain.Money;

namespace Penstock.Resources.Management;

/// <summary>What a model costs at a target.</summary>
internal sealed record EffectivePrice(
    [property: Description("The model's public name.")] string Model,
    [property: Description("Where it runs.")] string Provider,
    [property: Description("The provider's name of the model.")] string UpstreamModel,
    [property: Description("Where the price is from. Null: it is not known.")] string? Price,
    [property: Description("The currency. Null: the price is not known.")] string? Currency,
    [property: Description("The rates by their names, as decimal texts. Empty: it costs nothing, or the price is not known.")] IReadOnlyDictionary<string, string> Rates,
    [property: Description("Other rates for calls with more input tokens than `over`.")] IReadOnlyList<EffectiveTier> Tiers)
{
    public static EffectivePrice Of(Model model, Target target, PriceQuote? quote)
    {
        var rates = (quote as PriceList)?.Rates.OrderBy(rate => rate.Key.Index).ToArray() ?? [];
        return new EffectivePrice(
            model.Id,
            target.Provider,
            target.UpstreamModel,
            quote?.Source,
            quote?.Currency,
            rates.ToDictionary(rate => rate.Key.Price, rate => Amount.Text(rate.Value.Price)),
            [.. rates.SelectMany(rate => rate.Value.Tiers.Select(tier => (rate.Key.Price, Tier: tier))).GroupBy(entry => entry.Tier.Over).OrderBy(tier => tier.Key)
                .Select(tier => new EffectiveTier(tier.Key, tier.ToDictionary(entry => entry.Price, entry => Amount.Text(entry.Tier.Price))))]);
    }
}
