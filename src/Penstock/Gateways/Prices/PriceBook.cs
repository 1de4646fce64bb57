using System.Runtime.CompilerServices;
using Penstock.Domain.Models;
using Penstock.Domain.Money;
using Penstock.Registry;

namespace Penstock.Gateways.Prices;

/// <summary>
/// Knows what calls cost: what the configuration says of a target or its model, else what an override says, else the shipped prices. A target's schedule is found
/// once, and again when overrides or options have changed.
/// </summary>
/// <param name="overrides">The overrides of the file and of management.</param>
/// <param name="options">The options in force.</param>
internal sealed class PriceBook(Shelf<PriceOverride> overrides, Func<MoneyOptions> options) : IPrices
{
    private readonly ConditionalWeakTable<Target, Found> _found = [];

    /// <inheritdoc/>
    public PriceQuote? Quote(Model model, Target target, DateTimeOffset at)
    {
        var (values, money) = (overrides.Values, options());
        if (!_found.TryGetValue(target, out var found) || !ReferenceEquals(found.Overrides, values) || !ReferenceEquals(found.Money, money))
        {
            found = new Found(values, money, Converted(Schedule(model, target), money));
            _found.AddOrUpdate(target, found);
        }

        return found.Schedule?.At(at);
    }

    /// <summary>The prices of a model by its name at a provider, over time; null when they are not known.</summary>
    /// <param name="provider">The provider's name here.</param>
    /// <param name="list">The shipped list that has its prices; null when none has.</param>
    /// <param name="model">The model's name there.</param>
    public PriceSchedule? Schedule(string provider, ShippedProvider? list, string model) =>
        Converted(Override(provider, list, model) ?? Shipped(list, model), options());

    /// <summary>The shipped list of what a target calls; null when there is none.</summary>
    public static ShippedProvider? ListOf(Target target) =>
        target.PricedBy is { } list ? PriceTable.Shipped.Named(list) : target.Address is { } address ? PriceTable.Shipped.At(address) : null;

    private PriceSchedule? Schedule(Model model, Target target)
    {
        if ((target.Price ?? model.Price) is { } own)
        {
            return Of(own);
        }

        if (target.PricedBy == Target.Local)
        {
            return Override(target.Provider, null, target.UpstreamModel) ?? PriceSchedule.Local;
        }

        var list = ListOf(target);
        return Override(target.Provider, list, target.UpstreamModel) ?? Shipped(list, target.UpstreamModel);
    }

    private PriceSchedule? Override(string provider, ShippedProvider? list, string model)
    {
        PriceOverride? best = null;
        var fit = -1;
        foreach (var candidate in overrides.Values.Values)
        {
            // Of two that fit alike the first by its id counts, so that the answer does not depend on chance.
            if (candidate.Fit(provider, list?.Id, model) is { } here && (here > fit || (here == fit && string.CompareOrdinal(candidate.Id, best!.Id) < 0)))
            {
                (best, fit) = (candidate, here);
            }
        }

        return best is null ? null : Of(best.Price);
    }

    private static PriceSchedule? Of(OwnPrice own) => own.Schedule
        ?? (own.SameAs!.Split('/', 2) is [var list, var model] && PriceTable.Shipped.Find(list) is { } provider ? Shipped(provider, model) : null);

    private static PriceSchedule? Shipped(ShippedProvider? list, string model) => list is null ? null : PriceTable.Shipped.Model(list, model)?.Schedule;

    private static PriceSchedule? Converted(PriceSchedule? schedule, MoneyOptions money) => schedule?.In(money);

    private sealed record Found(object Overrides, MoneyOptions Money, PriceSchedule? Schedule);
}
