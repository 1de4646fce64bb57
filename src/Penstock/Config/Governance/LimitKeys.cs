using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penstock.Config.Kinds;
using Penstock.Domain.Access;

namespace Penstock.Config.Governance;

/// <summary>The keys of a limit.</summary>
internal static partial class LimitKeys
{
    private const int MostScopes = 3;
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(31);

    public static readonly ConfigKey<string> Description = new("description", Scalars.Text, "What it is for.") { DefaultNote = "none" };

    public static readonly ConfigKey<IReadOnlyList<string>> Providers = new("providers", new ListKind<string>(Scalars.Named("provider"), oneIsEnough: true),
        "Providers, by their names here; a name that ends in `*` stands for all that begin so. Then the attempts at these providers are counted, and one that is full is passed over for another target of the model.")
    { DefaultNote = "any" };

    public static readonly ConfigKey<IReadOnlyList<LimitRate>> Requests = Rates(LimitUnit.Requests, "requests", "Calls that may begin: `60/minute`, `1000/h`, `5/10s`, or a list of such.");

    public static readonly ConfigKey<IReadOnlyList<LimitRate>> InputTokens = Rates(LimitUnit.InputTokens, "input_tokens", "Input tokens, written like `requests`.");

    public static readonly ConfigKey<IReadOnlyList<LimitRate>> OutputTokens = Rates(LimitUnit.OutputTokens, "output_tokens", "Output tokens, hidden reasoning included, written like `requests`.");

    public static readonly ConfigKey<IReadOnlyList<LimitRate>> TotalTokens = Rates(LimitUnit.TotalTokens, "total_tokens", "Input and output tokens together, written like `requests`.");

    public static readonly ConfigKey<int> Concurrency = new("concurrency", Scalars.Integer(1, 1_000_000), "Calls that may run at once.") { DefaultNote = "any number" };

    public static readonly ConfigKey<TimeSpan> MaxWait = new("max_wait", Scalars.Duration(TimeSpan.Zero, TimeSpan.FromHours(1)),
        "How long a call may wait for its turn before it is refused.")
    { Default = "0s" };

    public static readonly ConfigKey<int> MaxWaiting = new("max_waiting", Scalars.Integer(1, 100_000), "How many calls may wait at once, for each of `each`.") { Default = "1000" };

    public static readonly ConfigKey<int> Priority = new("priority", Scalars.Integer(0, 100),
        "Where calls wait, those with a higher number go first. Of all limits that a call falls under, the highest counts.")
    { Default = "0" };

    public static readonly ConfigKey<int> DefaultOutput = new("default_output", Scalars.Integer(1, 10_000_000),
        "How many output tokens a request may use that states no maximum: it is told to the provider, and lowered to what is left of the limit. Only where output tokens are counted.")
    { Default = "4096" };

    public static readonly SectionKind<Limit> Limit = new(
        [Description, AppliesKeys.Applies, AppliesKeys.Each, Providers, Requests, InputTokens, OutputTokens, TotalTokens, Concurrency, MaxWait, MaxWaiting, Priority, DefaultOutput],
        s =>
        {
            var limit = new Limit
            {
                Id = s.Place.EntryName,
                Description = s.Has(Description) ? s.Get(Description) : null,
                Applies = s.Has(AppliesKeys.Applies) ? s.Get(AppliesKeys.Applies) ?? Applies.ToAll : Applies.ToAll,
                Each = s.Has(AppliesKeys.Each) ? s.Get(AppliesKeys.Each) ?? [] : [],
                Providers = s.Has(Providers) ? s.Get(Providers) ?? [] : [],
                Rates =
                [
                    .. Read(s, Requests, LimitUnit.Requests), .. Read(s, InputTokens, LimitUnit.InputTokens),
                    .. Read(s, OutputTokens, LimitUnit.OutputTokens), .. Read(s, TotalTokens, LimitUnit.TotalTokens),
                ],
                Concurrency = s.GetOptional(Concurrency),
                MaxWait = s.Get(MaxWait),
                MaxWaiting = s.Get(MaxWaiting),
                Priority = s.Get(Priority),
                DefaultOutput = s.Get(DefaultOutput),
            };
            Check(limit, s);
            return limit;
        });

    public static readonly ConfigKey<IReadOnlyDictionary<string, Declared<Limit>>> Limits = new("limits",
        GovernedNames.Map("<limit>", Limit),
        "Limits, by id: how many requests and tokens in how long, and how many calls at once. All that apply to a call hold at once; `/api/v1/limits` has them too.")
    { DefaultNote = "none" };

    private static void Check(Limit limit, Section s)
    {
        if (new ConfigKey[] { Requests, InputTokens, OutputTokens, TotalTokens, Concurrency, Priority }.All(key => !s.Has(key)))
        {
            s.Mistake(Requests, "the limit limits nothing", "State at least one of requests, input_tokens, output_tokens, total_tokens, concurrency, priority.");
        }

        if (limit.Each.Count > MostScopes)
        {
            s.Mistake(AppliesKeys.Each, $"calls are counted apart by {limit.Each.Count} things", $"Name {MostScopes} at most.");
        }

        if (limit.Each.Contains(ScopeKind.Tag) && limit.Applies.Tags.Count != 1)
        {
            s.Mistake(AppliesKeys.Each, "it is not said which tag calls are counted apart by", "Name exactly one in `applies.tags`.");
        }
    }

    private static IEnumerable<LimitRate> Read(Section s, ConfigKey<IReadOnlyList<LimitRate>> key, LimitUnit unit)
    {
        var rates = s.Has(key) ? s.Get(key) ?? [] : [];
        if (rates.GroupBy(rate => rate.Per).Any(same => same.Count() > 1))
        {
            s.Mistake(key, "two rates are for the same length of time", "Keep the lower one.");
        }

        return rates.Select(rate => rate with { Unit = unit });
    }

    private static ConfigKey<IReadOnlyList<LimitRate>> Rates(LimitUnit unit, string name, string description) =>
        new(name, new ListKind<LimitRate>(Rate(unit), oneIsEnough: true), description) { DefaultNote = "any number" };

    private static ScalarKind<LimitRate> Rate(LimitUnit unit) => new(
        "rate",
        () => new JsonObject { ["type"] = "string", ["pattern"] = @"^([0-9]+ ?/ ?([0-9]+ ?)?(s|m|h|d|second|minute|hour|day)|.*\$\{.*)$" },
        (text, _, _) => RateText().Match(text) is not { Success: true } match || !long.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var most)
            ? Parsed<LimitRate>.Wrong("is not a rate", "Write it like 60/minute, 1000/h or 5/10s.")
            : Per(match) is not { } per || per > s_longest || per < TimeSpan.FromSeconds(1) ? Parsed<LimitRate>.Wrong("is for too long or too short a time", "Write 1 second to 31 days.")
            : most is < 1 or > 1_000_000_000_000 ? Parsed<LimitRate>.Wrong("is out of range", "Write a number from 1 to 1000000000000.")
            : new LimitRate(unit, most, per));

    private static TimeSpan? Per(Match match)
    {
        var seconds = match.Groups[3].Value[0] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 86400 };
        return match.Groups[2].Length == 0 ? TimeSpan.FromSeconds(seconds)
            : int.TryParse(match.Groups[2].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? TimeSpan.FromSeconds((double)seconds * count)
            : null;
    }

    [GeneratedRegex("^([0-9]{1,19}) ?/ ?(?:([0-9]{1,9}) ?)?(s|m|h|d|second|minute|hour|day)$", RegexOptions.CultureInvariant)]
    private static partial Regex RateText();
}
