using System.Text.RegularExpressions;
using Penstock.Config.Kinds;
using Penstock.Domain.Money;

namespace Penstock.Config.Governance;

/// <summary>The keys of money in general.</summary>
internal static partial class MoneyKeys
{
    private const string CurrencyFix = "Write three capital letters, as in USD.";

    private static readonly ConfigKey<string> s_currency = new("currency", Currency(), "The currency that costs are kept and budgets are counted in.") { Default = "USD" };

    private static readonly ConfigKey<bool> s_unknown = new("unknown_price", Scalars.Choice("answer to an unknown price", Scalars.Words(("flag", false), ("refuse", true))),
        "What becomes of calls whose price is not known: `flag` lets them run and says `price unknown` in their record, `refuse` answers them with an error before a provider is asked. They never cost zero.")
    { Default = "flag" };

    private static readonly ConfigKey<IReadOnlyDictionary<string, decimal>> s_rates = new("exchange_rates",
        new MapKind<decimal>("<currency>", CurrencyText(), CurrencyFix, NumberScalars.Decimal(1_000_000)),
        "What one of another currency is worth in `currency`. A price in a currency without a rate is not known. The shipped prices are in USD.");

    /// <summary>A currency.</summary>
    public static ScalarKind<string> Currency() => Scalars.Named("currency", CurrencyText(), CurrencyFix);

    public static readonly ConfigKey<MoneyOptions> Money = new("money",
        new SectionKind<MoneyOptions>([s_currency, s_unknown, s_rates], s => new MoneyOptions(s.Get(s_currency), s.Get(s_unknown), s.Get(s_rates))), "Costs.");

    [GeneratedRegex("^[A-Z]{3}$", RegexOptions.CultureInvariant)]
    private static partial Regex CurrencyText();
}
