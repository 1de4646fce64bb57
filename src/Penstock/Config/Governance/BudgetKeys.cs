using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penstock.Config.Kinds;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Domain.Money;

namespace Penstock.Config.Governance;

/// <summary>The keys of a budget.</summary>
internal static partial class BudgetKeys
{
    // Ledger money is kept in 10⁻¹² units of 64 bits.
    private const decimal Most = 9_000_000m;
    private const int Digits = 12;

    public static readonly ConfigKey<string> Description = new("description", Scalars.Text, "What it is for.") { DefaultNote = "none" };

    public static readonly ConfigKey<Amount> Amount = new("amount", Money(), "How much may be spent in a window, in `currency`: a plain decimal, at most 9000000 and 12 digits behind the point.") { Required = true };

    public static readonly ConfigKey<string> Currency = new("currency", Scalars.Named("currency", CurrencyText(), "Write an ISO 4217 code, e.g. USD."),
        "The currency (ISO 4217). Nothing is converted: a call whose price is in another has an unknown price here.")
    { Default = "USD" };

    public static readonly ConfigKey<BudgetPeriod> Window = new("window", Scalars.Choice("window", Scalars.Words(
        ("hour", BudgetPeriod.Hour), ("day", BudgetPeriod.Day), ("week", BudgetPeriod.Week), ("month", BudgetPeriod.Month),
        ("quarter", BudgetPeriod.Quarter), ("year", BudgetPeriod.Year), ("total", BudgetPeriod.Total))),
        "For how long the amount is: hour, day, week (from Monday), month, quarter, year; `total` never begins anew.")
    { Default = "month" };

    public static readonly ConfigKey<bool> Rolling = new("rolling", Scalars.Boolean,
        "Whether the window ends now at any time, instead of beginning anew by the calendar; a month is 30 days then, a quarter 91, a year 365.")
    { Default = "false" };

    public static readonly ConfigKey<TimeZoneInfo> Zone = new("time_zone", new ScalarKind<TimeZoneInfo>(
        "time zone",
        () => new JsonObject { ["type"] = "string", ["minLength"] = 1 },
        (text, _, _) => TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone) ? zone
            : Parsed<TimeZoneInfo>.Wrong("is not a time zone this machine knows", "Write a name of the IANA database, e.g. Europe/Berlin, or UTC.")),
        "The time zone of the calendar.")
    { Default = "UTC" };

    public static readonly ConfigKey<bool> Mode = new("mode", Scalars.Choice("mode", Scalars.Words(("hard", true), ("soft", false))),
        "`hard`: calls that it does not cover are refused, shortened or cut. `soft`: it only counts and notifies.")
    { Default = "hard" };

    public static readonly ConfigKey<IReadOnlyList<int>> Thresholds = new("thresholds", new ListKind<int>(Scalars.Integer(1, 1000), oneIsEnough: true, mayBeEmpty: true),
        "The parts, in percent, that notify once a window when they are spent.")
    { DefaultNote = "[50, 80, 100]" };

    public static readonly ConfigKey<Uri> Webhook = new("webhook", new ScalarKind<Uri>(
        "address",
        () => new JsonObject { ["type"] = "string", ["format"] = "uri" },
        (text, _, _) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.UserInfo.Length == 0 ? uri
            : Parsed<Uri>.Wrong("is not an address that notices can be posted to", "Write https://host/path, without a user and a password.")),
        "Where notices are posted, as JSON; signed where `webhooks.secret` is set. They are in the log in any case.")
    { DefaultNote = "none" };

    public static readonly ConfigKey<bool> OnJournalFailure = new("on_journal_failure", Scalars.Choice("on_journal_failure", Scalars.Words(("closed", false), ("open", true))),
        "While spending cannot be recorded durably: `closed` refuses calls (503), `open` lets them through, counted in memory alone.")
    { Default = "closed" };

    public static readonly ConfigKey<bool> UnknownPrice = new("unknown_price", Scalars.Choice("unknown_price", Scalars.Words(("refuse", false), ("flag", true))),
        "Calls whose price is not known: `refuse` them, or let them through uncounted and `flag` them in their records. They never count as free.")
    { Default = "refuse" };

    public static readonly ConfigKey<int> Least = new("min_output_tokens", Scalars.Integer(1, 1_000_000),
        "The shortest answer that is worth a call: where what is left covers fewer output tokens, the call is refused and not shortened. A request that asks for less itself may have it.")
    { Default = "64" };

    public static readonly ConfigKey<int> MostOutput = new("max_output_tokens", Scalars.Integer(1, 10_000_000),
        "The output cap of requests that state none: without one nobody knows what a call can cost. It is told to the provider.")
    { Default = Domain.Money.Budget.DefaultOutput.ToString(CultureInfo.InvariantCulture) };

    public static readonly SectionKind<Budget> Budget = new(
        [Description, Amount, Currency, AppliesKeys.Applies, AppliesKeys.Each, Window, Rolling, Zone, Mode, Thresholds, Webhook, OnJournalFailure, UnknownPrice, Least, MostOutput],
        Build);

    public static readonly ConfigKey<IReadOnlyDictionary<string, Declared<Budget>>> Budgets = new("budgets",
        GovernedNames.Map("<budget>", Budget),
        "Budgets, by id: how much certain calls may cost. All that are about a call hold at once. What is declared here is read-only in the API, which can make more.")
    { DefaultNote = "none" };

    /// <summary>What webhooks are signed under.</summary>
    public static readonly ConfigKey<Secret> WebhookSecret = new("secret", Scalars.Secret,
        "Signs what is posted to webhooks: `x-penstock-signature: t=…,v1=…` is HMAC-SHA256 of the time, a dot and the body.")
    { DefaultNote = "no signature" };

    public static readonly ConfigKey<Secret?> Webhooks = new("webhooks",
        new SectionKind<Secret?>([WebhookSecret], s => s.Has(WebhookSecret) ? s.Get(WebhookSecret) : null),
        "Posts to webhooks, such as the notices of budgets.");

    /// <summary>What is wrong with a budget beside all others: nothing so far.</summary>
    public static IEnumerable<InputMistake> Check(Budget budget, IReadOnlyDictionary<string, Budget> all) => [];

    private static Budget Build(Section s)
    {
        var applies = s.Has(AppliesKeys.Applies) ? s.Get(AppliesKeys.Applies) ?? Applies.ToAll : Applies.ToAll;
        var each = s.Has(AppliesKeys.Each) ? s.Get(AppliesKeys.Each) ?? [] : [];
        if (each.Contains(ScopeKind.Provider))
        {
            s.Mistake(AppliesKeys.Each, "a budget cannot be had by provider: which one runs a call is known only after it was paid for", "Name user, service_account, key, team, model or tag.");
        }

        if (each.Count > 3)
        {
            s.Mistake(AppliesKeys.Each, "these are more than three", "Name three at most.");
        }

        if (each.Contains(ScopeKind.Tag) && applies.Tags.Count != 1)
        {
            s.Mistake(AppliesKeys.Each, "`tag` goes by the one tag that `applies.tags` names", "Name one tag there, e.g. applies: { tags: project }.");
        }

        return new Budget
        {
            Id = s.Place.EntryName,
            Description = s.Has(Description) ? s.Get(Description) : null,
            Amount = s.Has(Amount) ? s.Get(Amount) : default,
            Currency = s.Get(Currency),
            Applies = applies,
            Each = each,
            Window = new BudgetWindow(s.Get(Window), s.Get(Rolling), s.Get(Zone) ?? TimeZoneInfo.Utc),
            Hard = s.Get(Mode),
            Thresholds = s.Has(Thresholds) ? [.. (s.Get(Thresholds) ?? []).Order()] : [50, 80, 100],
            Webhook = s.Has(Webhook) ? s.Get(Webhook) : null,
            OpenWithoutJournal = s.Get(OnJournalFailure),
            AllowsUnknownPrices = s.Get(UnknownPrice),
            LeastOutput = s.Get(Least),
            MostOutput = s.Get(MostOutput),
        };
    }

    private static ScalarKind<Amount> Money() => new(
        "amount",
        () => new JsonObject
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["type"] = "number", ["minimum"] = 0, ["maximum"] = (double)Most },
                new JsonObject { ["type"] = "string", ["pattern"] = @"^([0-9]+(\.[0-9]+)?|.*\$\{.*)$" }),
        },
        (text, _, _) => text.StartsWith('-') ? Wrong("is negative")
            : !AmountText().IsMatch(text) ? Wrong("is not an amount")
            : text.IndexOf('.') is >= 0 and var point && text.Length - point - 1 > Digits ? Wrong("has too many digits")
            : !decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value > Most ? Wrong("is too much")
            : Domain.Money.Amount.Of(value))
    { IsBare = true };

    private static Parsed<Amount> Wrong(string what) => Parsed<Amount>.Wrong(what, "Write a plain decimal such as 250 or 0.05: from 0 to 9000000, with 12 digits behind the point at most.");

    [GeneratedRegex(@"^[0-9]{1,12}(\.[0-9]{1,40})?$", RegexOptions.CultureInvariant)]
    private static partial Regex AmountText();

    [GeneratedRegex("^[A-Z]{3}$", RegexOptions.CultureInvariant)]
    private static partial Regex CurrencyText();
}
