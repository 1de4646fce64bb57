using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Penstock.Dialects.Usage;
using Penstock.Domain.Money;

namespace Penstock.Gateways.Prices;

/// <summary>The shipped prices: <c>prices.json</c>, which build.mjs makes of pydantic/genai-prices. Lookups follow that package's rules.</summary>
internal sealed partial class PriceTable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(100);
    private static readonly Lazy<PriceTable> _shipped = new(Load);

    private readonly FrozenDictionary<string, ShippedProvider> _byId;

    private PriceTable(string source, IReadOnlyList<ShippedProvider> providers)
    {
        (Source, Providers) = (source, providers);
        _byId = providers.ToFrozenDictionary(provider => provider.Id, StringComparer.Ordinal);
    }

    /// <summary>The table in the box, read when it is first asked for.</summary>
    public static PriceTable Shipped => _shipped.Value;

    /// <summary>Where it is from: <c>genai-prices@0.1.8</c>.</summary>
    public string Source { get; }

    /// <summary>Every list.</summary>
    public IReadOnlyList<ShippedProvider> Providers { get; }

    /// <summary>The list of a name, or of another name of its provider; null when there is none.</summary>
    public ShippedProvider? Find(string provider)
    {
        var name = provider.Trim().ToLowerInvariant();
        return _byId.GetValueOrDefault(name) ?? Providers.FirstOrDefault(list => list.Match?.Matches(name) == true);
    }

    /// <summary>The list of exactly this name; null when there is none.</summary>
    public ShippedProvider? Named(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The list of what answers at an address; null when there is none.</summary>
    public ShippedProvider? At(Uri address) => Providers.FirstOrDefault(list => list.Addresses.IsMatch(address.AbsoluteUri));

    /// <summary>The model of a name at a provider, or at one whose prices it has too; null when its price is not known.</summary>
    public ShippedModel? Model(ShippedProvider provider, string model)
    {
        var name = model.Trim().ToLowerInvariant();
        var spelled = CompactDate().Replace(name, Dashed);
        return InListOrFallback(provider, name) ?? (spelled != name ? InListOrFallback(provider, spelled) : null);
    }

    private ShippedModel? InListOrFallback(ShippedProvider provider, string name) =>
        InList(provider, name) ?? provider.Fallback.Select(id => InList(_byId[id], name)).FirstOrDefault(found => found is not null);

    private static ShippedModel? InList(ShippedProvider provider, string name)
    {
        try
        {
            return provider.Models.FirstOrDefault(model => model.Match.Matches(name));
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    // gpt-4o-20240806 is gpt-4o-2024-08-06, if there is such a day.
    private static string Dashed(Match date) =>
        DateOnly.TryParseExact(date.ValueSpan[1..], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? "-" + day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : date.Value;

    private static PriceTable Load()
    {
        using var stream = typeof(PriceTable).Assembly.GetManifestResourceStream("prices.json")!;
        using var document = JsonDocument.Parse(stream);
        var (source, currency) = (document.RootElement.GetProperty("source").GetString()!, document.RootElement.GetProperty("currency").GetString()!);
        return new PriceTable(source, [.. document.RootElement.GetProperty("providers").EnumerateArray().Select(provider => Provider(provider, source, currency))]);
    }

    private static ShippedProvider Provider(JsonElement json, string source, string currency)
    {
        var id = json.GetProperty("id").GetString()!;
        return new ShippedProvider(
            id,
            json.GetProperty("name").GetString()!,
            new Regex($"^(?:{json.GetProperty("api_pattern").GetString()})", RegexOptions.CultureInvariant, _patience),
            json.TryGetProperty("provider_match", out var match) ? TextRule.Read(match) : null,
            json.TryGetProperty("fallback", out var fallback) ? [.. fallback.EnumerateArray().Select(list => list.GetString()!)] : [],
            [.. json.GetProperty("extractors").EnumerateArray().Select(UsageExtractor.Read)],
            [.. json.GetProperty("models").EnumerateArray().Select(model => Model(model, $"{source} {id}/", currency))]);
    }

    private static ShippedModel Model(JsonElement json, string source, string currency)
    {
        var id = json.GetProperty("id").GetString()!;
        return new ShippedModel(
            id,
            TextRule.Read(json.GetProperty("match")),
            new PriceSchedule([.. json.GetProperty("prices").EnumerateArray().Select(price => new DatedPrice(
                price.TryGetProperty("from", out var from) ? Day(from) : null,
                price.TryGetProperty("daily", out var daily) ? (Second(daily[0]), Second(daily[1])) : null,
                new PriceList(currency, source + id, Rates(price.GetProperty("rates")))))]),
            json.TryGetProperty("deprecated", out var deprecated) && deprecated.GetBoolean());
    }

    private static Dictionary<UsageUnit, PriceRate> Rates(JsonElement json) => json.EnumerateObject().ToDictionary(
        rate => UsageUnits.OfPrice(rate.Name) ?? throw new JsonException($"There is no unit of '{rate.Name}'."),
        rate => rate.Value.ValueKind == JsonValueKind.String
            ? new PriceRate(Price(rate.Value))
            : new PriceRate(Price(rate.Value[0]), [.. rate.Value.EnumerateArray().Skip(1).Select(tier => new PriceTier(tier.GetProperty("over").GetInt64(), Price(tier.GetProperty("price"))))]));

    private static decimal Price(JsonElement json) => decimal.Parse(json.GetString()!, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    private static DateTimeOffset Day(JsonElement day) => new(DateOnly.ParseExact(day.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static int Second(JsonElement time) =>
        (int)TimeOnly.ParseExact(time.GetString()!, "HH:mm:ss'Z'", CultureInfo.InvariantCulture).ToTimeSpan().TotalSeconds;

    [GeneratedRegex("-20[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])(?=-|:|$)", RegexOptions.CultureInvariant)]
    private static partial Regex CompactDate();
}
