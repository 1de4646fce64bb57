using Penstock.Dialects.Usage;
using Penstock.Domain.Models;
using Penstock.Domain.Money;

namespace Penstock.Gateways.Prices;

/// <summary>Prices the raw answers of providers: those of the configuration by the prices that hold here, all others by the shipped lists.</summary>
/// <param name="book">The prices.</param>
/// <param name="catalogue">The models that are served now.</param>
internal sealed class CostEstimator(PriceBook book, CatalogSource catalogue)
{
    private const string OpenAi = "openai";

    // What our dialects are called in the shipped lists; each list calls its usual one by one of the later names.
    private static readonly Dictionary<string, string[]> _names = new(StringComparer.Ordinal)
    {
        ["openai"] = ["chat", "default"],
        ["openai-responses"] = ["responses"],
        ["anthropic"] = ["anthropic", "default"],
        ["gemini"] = ["default"],
        ["bedrock"] = ["default"],
        ["cohere"] = ["default"],
    };

    /// <summary>Prices an answer.</summary>
    public CostAnswer Estimate(CostQuestion question)
    {
        var targets = catalogue.Current.All.SelectMany(model => model.Targets.Select(target => (Model: model, Target: target))).Where(place => place.Target.Provider == question.Provider).ToArray();
        var list = targets.Length > 0 ? PriceBook.ListOf(targets[0].Target) : PriceTable.Shipped.Find(question.Provider);
        if (list is null && targets.Length == 0)
        {
            var known = catalogue.Current.All.SelectMany(model => model.Targets).Select(target => target.Provider).Concat(PriceTable.Shipped.Providers.Select(one => one.Id)).Distinct().Order(StringComparer.Ordinal);
            return CostAnswer.Wrong("provider", "unknown_provider", $"There is no provider '{question.Provider}', here or in the shipped price lists. {Near(question.Provider, known)}");
        }

        var extractors = ExtractorsOf(list, targets.Length > 0 ? targets[0].Target.Dialect : null);
        if (Pick(extractors, question.Dialect) is not { } extractor)
        {
            return CostAnswer.Wrong("dialect", "unknown_dialect", $"The answers of '{question.Provider}' are not read in the dialect '{question.Dialect}'. Write one of: {string.Join(", ", extractors.Select(one => one.Dialect))}; or leave it out.");
        }

        var raw = extractor.Extract(question.Response);
        if (raw.Problem is not null)
        {
            return CostAnswer.Wrong("response", "no_usage", $"The response tells no usage in the dialect '{extractor.Dialect}': {raw.Problem}{Others(extractors, extractor, question)}");
        }

        if ((question.Model ?? raw.Model) is not { } model)
        {
            return CostAnswer.Wrong("model", "missing", "The response names no model. Name it here.");
        }

        var own = targets.Where(place => place.Target.UpstreamModel == model || place.Model.Id == model).Select(place => ((Model, Target)?)place).FirstOrDefault();
        var price = own is var (served, target) ? (PriceList?)book.Quote(served, target, question.At) : book.Schedule(question.Provider, list, model)?.At(question.At);
        return price is null
            ? CostAnswer.Wrong("model", "price_unknown", $"The price of the model '{model}' at '{question.Provider}' is not known. {Near(model, list?.Models.Select(one => one.Id) ?? [])}Give it one under /api/v1/prices.")
            : Priced(raw, price, model);
    }

    private static CostAnswer Priced(RawUsage raw, PriceList price, string model)
    {
        Span<decimal> quantities = stackalloc decimal[UsageUnits.Count];
        foreach (var (name, count) in raw.Counts)
        {
            if (UsageUnits.Of(name) is { } unit)
            {
                quantities[unit.Index] = count;
            }
        }

        var cost = price.Cost(quantities, batch: false, out var fault);
        return fault is null
            ? new CostAnswer(new CostEstimate(raw.Counts, cost, price.Currency, price.Source, model), [])
            : CostAnswer.Wrong("response", "contradiction", $"The usage contradicts itself: {fault}");
    }

    // A list without extractors is of a provider that answers as OpenAI does, and so is one of no list that speaks its dialect.
    private static IReadOnlyList<UsageExtractor> ExtractorsOf(ShippedProvider? list, string? dialect) => list is { Extractors.Count: > 0 } ? list.Extractors
        : PriceTable.Shipped.Named(dialect switch { "anthropic" => "anthropic", "gemini" => "google", "bedrock" => "aws", "cohere" => "cohere", _ => OpenAi })!.Extractors;

    private static UsageExtractor? Pick(IReadOnlyList<UsageExtractor> extractors, string? dialect) => dialect is null ? extractors[0]
        : extractors.FirstOrDefault(one => one.Dialect == dialect)
        ?? (_names.TryGetValue(dialect, out var names) ? names.Select(name => extractors.FirstOrDefault(one => one.Dialect == name)).FirstOrDefault(one => one is not null) : null);

    private static string Others(IReadOnlyList<UsageExtractor> extractors, UsageExtractor tried, CostQuestion question)
    {
        var fits = extractors.Where(one => one != tried && one.Extract(question.Response).Problem is null).Select(one => one.Dialect).ToArray();
        return fits.Length == 0 ? "" : $" In the dialect {string.Join(" or ", fits)} it does: name that as `dialect`.";
    }

    private static string Near(string name, IEnumerable<string> known) => NearestName.Find(name, known) is { } near ? $"Did you mean '{near}'? " : "";
}
