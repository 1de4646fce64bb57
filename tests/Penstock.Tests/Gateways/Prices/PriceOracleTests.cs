using System.Globalization;
using System.Text.Json;
using Penstock.Dialects.Usage;
using Penstock.Gateways.Prices;
using Xunit;

namespace Penstock.Tests.Gateways.Prices;

/// <summary>
/// The costs that pydantic/genai-prices expects of real answers, by every provider and dialect that can read them. It was made with decimal numbers, so
/// there is no rounding of doubles to allow for: every digit must be right.
/// </summary>
public sealed class PriceOracleTests
{
    [Fact]
    public void Every_expected_cost_is_met_to_the_last_digit_and_the_listed_exceptions_are_all_there_are()
    {
        var exceptions = Exceptions();
        List<string> met = [], missed = [], unlisted = [], stale = [];
        foreach (var expected in Cases())
        {
            var wrong = Compare(expected, expected.Dialect);
            (wrong is null ? met : missed).Add(expected.Name);
            if (wrong is not null && !exceptions.ContainsKey(expected.Name))
            {
                unlisted.Add($"{expected.Name}: {wrong}");
            }
            else if (wrong is null && exceptions.ContainsKey(expected.Name))
            {
                stale.Add(expected.Name);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{met.Count} of {met.Count + missed.Count} met, {missed.Count} listed as exceptions");
        Assert.Empty(unlisted);
        Assert.Empty(stale);
        Assert.Empty(exceptions.Keys.Except(missed));
        Assert.True(met.Count > 1000, $"only {met.Count}");
    }

    [Fact]
    public void The_usual_dialect_of_a_provider_needs_no_name()
    {
        var usual = Cases().Where(expected => PriceTable.Shipped.Named(expected.Provider)!.Extractors[0].Dialect == expected.Dialect).ToArray();

        Assert.True(usual.Length > 300, $"only {usual.Length}");
        Assert.DoesNotContain(usual.Select(expected => (expected.Name, Wrong: Compare(expected, null))), result => result.Wrong is not null);
    }

    // What the oracle has no price for, nobody here may price by chance: a usage that its dialect cannot read, or a model that the provider does not have.
    [Fact]
    public void What_has_no_expected_cost_is_refused_or_is_of_a_model_that_is_priced_since()
    {
        var estimator = GivenPrices.Estimator();
        foreach (var (provider, dialect, body, model) in Unpriced())
        {
            var answer = estimator.Estimate(new CostQuestion(provider, dialect, model, GivenPrices.Then, body));

            Assert.True(answer.Estimate is null || answer.Estimate.Cost.Total >= 0);
            Assert.All(answer.Mistakes, mistake => Assert.NotEqual("", mistake.Message));
        }
    }

    private static string? Compare(Expected expected, string? dialect)
    {
        var answer = GivenPrices.Estimator().Estimate(new CostQuestion(expected.Provider, dialect, expected.Model, GivenPrices.Then, expected.Body));
        return answer.Estimate is not { } estimate ? answer.Mistakes[0].Message
            : estimate.Cost.Input != expected.Input ? $"input is {estimate.Cost.Input}, expected {expected.Input}"
            : estimate.Cost.Output != expected.Output ? $"output is {estimate.Cost.Output}, expected {expected.Output}"
            : expected.Total is { } total && estimate.Cost.Total != total ? $"the total is {estimate.Cost.Total}, expected {total}"
            : null;
    }

    private static Dictionary<string, string> Exceptions() =>
        File.ReadLines(Penstock.Tests.Repository.File("tests", "Penstock.Tests", "Gateways", "Prices", "oracle-exceptions.txt"))
            .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t', 2)).ToDictionary(parts => parts[0], parts => parts[1]);

    private static IEnumerable<Expected> Cases()
    {
        var (bodies, seen) = (Bodies(), 0);
        foreach (var (body, model, extracted) in bodies)
        {
            foreach (var extractor in extracted.EnumerateArray().SelectMany(one => one.GetProperty("extractors").EnumerateArray()).Where(one => one.TryGetProperty("input_price", out _)))
            {
                var (provider, dialect) = (extractor.GetProperty("provider_id").GetString()!, extractor.GetProperty("api_flavor").GetString()!);
                yield return new Expected($"{seen} {provider} {dialect}", provider, dialect, body, body.TryGetProperty("model", out _) || body.TryGetProperty("modelVersion", out _) ? null : model,
                    Number(extractor, "input_price")!.Value, Number(extractor, "output_price")!.Value, Number(extractor, "total_price"));
            }

            seen++;
        }
    }

    private static IEnumerable<(string Provider, string Dialect, JsonElement Body, string? Model)> Unpriced() =>
        from entry in Bodies()
        from one in entry.Extracted.EnumerateArray()
        from extractor in one.GetProperty("extractors").EnumerateArray()
        where !extractor.TryGetProperty("input_price", out _)
        select (extractor.GetProperty("provider_id").GetString()!, extractor.GetProperty("api_flavor").GetString()!, entry.Body, entry.Model);

    private static List<(JsonElement Body, string? Model, JsonElement Extracted)> Bodies()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("prices/usages-with-expected-prices.json")));
        return [.. document.RootElement.EnumerateArray().Select(entry => (
            entry.GetProperty("body").Clone(), entry.TryGetProperty("model", out var model) ? model.GetString() : null, entry.GetProperty("extracted").Clone()))];
    }

    private static decimal? Number(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? decimal.Parse(value.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture) : null;

    private sealed record Expected(string Name, string Provider, string Dialect, JsonElement Body, string? Model, decimal Input, decimal Output, decimal? Total);
}
