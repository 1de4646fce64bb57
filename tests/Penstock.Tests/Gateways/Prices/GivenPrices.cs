using Penstock.Config.Governance;
using Penstock.Domain.Models;
using Penstock.Domain.Money;
using Penstock.Gateways.Prices;
using Penstock.Registry;

namespace Penstock.Tests.Gateways.Prices;

/// <summary>Prices that tests begin with.</summary>
internal static class GivenPrices
{
    /// <summary>When everything of the oracle had the price that it has there: before the first dated change that concerns it.</summary>
    public static readonly DateTimeOffset Then = new(2025, 6, 15, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A shelf without overrides.</summary>
    public static Shelf<PriceOverride> NoOverrides() => Overrides();

    /// <summary>A shelf of overrides, each with its id, as management has them.</summary>
    public static Shelf<PriceOverride> Overrides(params (string Id, string Body)[] overrides)
    {
        var shelf = new Shelf<PriceOverride>("price", new BodyReader<PriceOverride>(PriceKeys.Override, "prices", new Dictionary<string, string>()).Read, new InMemoryRegistryStore(), TimeProvider.System);
        var wrong = shelf.Load(overrides.Select(one => new KeptItem(one.Id, one.Body, 1, default, default, "test")));
        return wrong.Count == 0 ? shelf : throw new ArgumentException(string.Join(' ', wrong.SelectMany(one => one.Mistakes)));
    }

    /// <summary>The shipped prices, with what overrides say.</summary>
    public static PriceBook Book(Shelf<PriceOverride>? overrides = null, MoneyOptions? options = null) => new(overrides ?? NoOverrides(), () => options ?? MoneyOptions.Default);

    /// <summary>An estimator over the shipped prices, for no configured provider.</summary>
    public static CostEstimator Estimator() => new(Book(), new CatalogSource(ModelCatalog.Empty));
}
