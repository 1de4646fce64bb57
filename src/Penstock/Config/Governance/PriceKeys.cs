using System.Globalization;
using System.Text.RegularExpressions;
using Penstock.Config.Kinds;
using Penstock.Domain.Models;
using Penstock.Domain.Money;
using Penstock.Gateways.Prices;

namespace Penstock.Config.Governance;

/// <summary>The keys of prices: of a model or a target, and of overrides.</summary>
internal static partial class PriceKeys
{
    private const int SecondsADay = 24 * 60 * 60;

    private static readonly ConfigKey<IReadOnlyDictionary<string, decimal>> s_rates = new("rates",
        new MapKind<decimal>("<rate>", RateName(), "Write the name of a rate, e.g. input_mtok.", NumberScalars.Decimal(1_000_000))
        {
            NameRule = static name => UsageUnits.OfPrice(name) is null
                ? ("there is no such rate", (NearestName.Find(name, UsageUnits.All.Select(unit => unit.Price)) is { } near ? $"Did you mean `{near}`? " : "") + "docs/prices.md lists them all.")
                : null,
        },
        "What things cost: `input_mtok` and `output_mtok` for a million tokens, `cache_read_mtok`, `cache_write_mtok`, `output_reasoning_mtok`, `input_audio_mtok`, …, `requests_kcount` for a thousand requests, `compute_hours`, `data_out_gb`.")
    { DefaultNote = "none" };

    private static readonly ConfigKey<int> s_over = new("over", Scalars.Integer(1, int.MaxValue), "For calls with more input tokens than this.") { Required = true };

    private static readonly ConfigKey<IReadOnlyDictionary<string, decimal>> s_tierRates = new("rates", s_rates.Kind, "The rates of such calls; those that are not named here stay as they are.");

    private static readonly ConfigKey<IReadOnlyList<Tier>> s_tiers = new("tiers",
        new ListKind<Tier>(new SectionKind<Tier>([s_over, s_tierRates], s => new Tier(s.Get(s_over), s.Get(s_tierRates))), unique: false), "Other rates for calls with much input.")
    { DefaultNote = "none" };

    private static readonly ConfigKey<DateTimeOffset> s_from = new("from", Scalars.Instant, "Since when: `2026-12-01`, or an instant with its offset.") { DefaultNote = "always" };

    private static readonly ConfigKey<(int Start, int End)> s_daily = new("daily", TimesOfDay(), "At which time of the day, UTC: `16:30-00:30`.") { DefaultNote = "all day" };

    private static readonly ConfigKey<IReadOnlyList<Change>> s_changes = new("changes",
        new ListKind<Change>(new SectionKind<Change>([s_from, s_daily, s_rates, s_tiers], ReadChange), unique: false),
        "Prices from a day on, or at a time of the day. Of those that hold the last counts.")
    { DefaultNote = "none" };

    private static readonly ConfigKey<string> s_currency = new("currency", MoneyKeys.Currency(), "The currency of the rates.") { Default = "USD" };

    private static readonly ConfigKey<decimal> s_batch = new("batch_factor", NumberScalars.Decimal(1), "What an item of a batch costs of the price: 0.5 for half.") { Default = "1" };

    private static readonly ConfigKey<string> s_sameAs = new("same_as", Scalars.Named("shipped price", ListAndModel(), "Write list/model, e.g. openai/gpt-4.1."),
        "Has the shipped price of this model: `openai/gpt-4.1`, say for an Azure deployment with a name of its own.")
    { DefaultNote = "none" };

    private static readonly ConfigKey<string> s_description = new("description", Scalars.Text, "What it is for.") { DefaultNote = "none" };

    private static readonly ConfigKey<string> s_provider = new("provider", Scalars.Named("provider"), "The provider, by its name in this file or that of its shipped list.") { DefaultNote = "any" };

    private static readonly ConfigKey<string> s_model = new("model", Scalars.Named("model name"), "The provider's own name for the model; one that ends in `*` stands for all that begin so.") { Required = true };

    private static readonly ConfigKey[] s_priceKeys = [s_rates, s_tiers, s_changes, s_currency, s_batch, s_sameAs];

    /// <summary>The price of a model or a target.</summary>
    public static readonly ConfigKey<OwnPrice> Price = new("price", new SectionKind<OwnPrice>(s_priceKeys, s => Read(s, $"file {s.Place.Path}")),
        "What it costs, in the place of the shipped price.")
    { DefaultNote = "the shipped price, or not known" };

    /// <summary>An override.</summary>
    public static readonly SectionKind<PriceOverride> Override = new([s_description, s_provider, s_model, .. s_priceKeys], s => new PriceOverride
    {
        Id = s.Place.EntryName,
        Description = s.Has(s_description) ? s.Get(s_description) : null,
        Provider = s.Has(s_provider) ? s.Get(s_provider) : null,
        Model = s.Has(s_model) ? s.Get(s_model) : "",
        Price = Read(s, $"prices.{s.Place.EntryName}"),
    });

    /// <summary>All overrides.</summary>
    public static readonly ConfigKey<IReadOnlyDictionary<string, Declared<PriceOverride>>> Prices = new("prices",
        GovernedNames.Map("<price>", Override),
        "Prices in the place of the shipped ones, for models of a provider; `/api/v1/prices` has them too.");

    private static OwnPrice Read(Section s, string source)
    {
        if (s.Has(s_sameAs))
        {
            foreach (var key in s_priceKeys.Where(key => key != s_sameAs && s.Has(key)))
            {
                s.Mistake(key, "it has the price of another model, and one of its own", "Keep `same_as`, or the rates.");
            }

            var same = s.Get(s_sameAs) ?? "";
            if (Unknown(same) is var (what, fix))
            {
                s.Mistake(s_sameAs, what, fix);
            }

            return new OwnPrice(null, same);
        }

        if (!s.Has(s_rates))
        {
            s.Place.Mistake(s.At, "there is no price", "Add `rates: { input_mtok: …, output_mtok: … }`, or `same_as: list/model`.");
            return new OwnPrice(PriceSchedule.Local, null);
        }

        RefuseEmpty(s);
        var (currency, batch) = (s.Get(s_currency) ?? "USD", s.Get(s_batch));
        var prices = new List<DatedPrice> { new(null, null, List(s, s.Get(s_rates), s.Has(s_tiers) ? s.Get(s_tiers) : [])) };
        foreach (var change in s.Has(s_changes) ? s.Get(s_changes) ?? [] : [])
        {
            prices.Add(new DatedPrice(change.From, change.Daily, List(s, change.Rates, change.Tiers)));
        }

        return new OwnPrice(new PriceSchedule(prices), null);

        PriceList List(Section section, IReadOnlyDictionary<string, decimal>? rates, IReadOnlyList<Tier>? tiers) => new(currency, source, Rates(section, rates ?? s_none, tiers ?? []), batch);
    }

    private static (string What, string Fix)? Unknown(string listAndModel)
    {
        if (listAndModel.Split('/', 2) is not [var list, var model])
        {
            return null;
        }

        var table = PriceTable.Shipped;
        return table.Find(list) is not { } provider
            ? ($"there is no price list '{list}'", NearMiss.Hint(list, table.Providers.Select(one => one.Id)) + $"The lists: {string.Join(", ", table.Providers.Select(one => one.Id))}.")
            : table.Model(provider, model) is null
                ? ($"the list '{provider.Id}' has no price of '{model}'", NearMiss.Hint(model, provider.Models.Select(one => one.Id)) + "Name another model, or write rates.")
                : null;
    }

    private static readonly Dictionary<string, decimal> s_none = [];

    private static Change ReadChange(Section s)
    {
        if (!s.Has(s_from) && !s.Has(s_daily))
        {
            s.Place.Mistake(s.At, "it says not when it holds", "Add `from: 2026-12-01`, or `daily: 16:30-00:30`.");
        }

        if (!s.Has(s_rates))
        {
            s.Place.Mistake(s.At, "there is no price", "Add `rates: { input_mtok: …, output_mtok: … }`.");
        }
        else
        {
            RefuseEmpty(s);
        }

        return new Change(s.GetOptional(s_from), s.GetOptional(s_daily), s.Has(s_rates) ? s.Get(s_rates) : s_none, s.Has(s_tiers) ? s.Get(s_tiers) : []);
    }

    private static void RefuseEmpty(Section s)
    {
        if (!s.HasEntries(s_rates))
        {
            s.Mistake(s_rates, "there is no price", "Write at least one rate; 0 where it is free.");
        }
    }

    private static Dictionary<UsageUnit, PriceRate> Rates(Section s, IReadOnlyDictionary<string, decimal> rates, IReadOnlyList<Tier> tiers)
    {
        var all = new Dictionary<UsageUnit, PriceRate>();
        foreach (var (name, price) in rates)
        {
            if (UsageUnits.OfPrice(name) is not { } unit)
            {
                continue;
            }

            if (UsageUnits.All.FirstOrDefault(whole => whole.Holds(unit) && !rates.ContainsKey(whole.Price)) is { } missing)
            {
                s.Mistake(s_rates, $"`{name}` has a price, and `{missing.Price}`, which it is a part of, has none", $"Add {missing.Price}.");
            }

            all[unit] = new PriceRate(price, [.. tiers.Where(tier => tier.Rates?.ContainsKey(name) == true).OrderBy(tier => tier.Over).Select(tier => new PriceTier(tier.Over, tier.Rates[name]))]);
        }

        foreach (var name in tiers.SelectMany(tier => tier.Rates?.Keys ?? []).Where(name => !rates.ContainsKey(name)).Distinct())
        {
            s.Mistake(s_tiers, $"a tier has `{name}`, which has no rate below it", $"Add {name} to the rates.");
        }

        return all;
    }

    private static ScalarKind<(int, int)> TimesOfDay() => new(
        "times of the day",
        () => new() { ["type"] = "string", ["pattern"] = "^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$" },
        (text, _, _) => text.Split('-') is [var start, var end] && Second(start) is { } begins && Second(end) is { } ends && begins % SecondsADay != ends % SecondsADay
            ? (begins, ends)
            : Parsed<(int, int)>.Wrong("are no times of the day", "Write them like 16:30-00:30."));

    private static int? Second(string text) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? (int)time.ToTimeSpan().TotalSeconds : null;

    private sealed record Tier(int Over, IReadOnlyDictionary<string, decimal> Rates);

    private sealed record Change(DateTimeOffset? From, (int Start, int End)? Daily, IReadOnlyDictionary<string, decimal> Rates, IReadOnlyList<Tier> Tiers);

    [GeneratedRegex("^[a-z0-9_]{1,60}$", RegexOptions.CultureInvariant)]
    private static partial Regex RateName();

    [GeneratedRegex("^[^/\\s]+/\\S+$", RegexOptions.CultureInvariant)]
    private static partial Regex ListAndModel();
}
