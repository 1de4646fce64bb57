using Penstock.Config;
using Penstock.Domain.Calls;
using Penstock.Domain.Money;
using Xunit;

namespace Penstock.Tests.Config.Governance;

public sealed class PriceKeysTests
{
    [Theory]
    [InlineData("rates: { input_mtok: -1 }", "is negative")]
    [InlineData("rates: { input_mtok: .NaN }", "is not a decimal number")]
    [InlineData("rates: { input_mtok: 1e-7 }", "is not a decimal number")]
    [InlineData("rates: { input_mtok: 0.1234567890123 }", "more than 12 digits")]
    [InlineData("rates: { input_mtok: 1000001 }", "out of range")]
    [InlineData("rates: { imput_mtok: 1 }", "there is no such rate")]
    [InlineData("rates: { cache_read_mtok: 1 }", "`input_mtok`, which it is a part of, has none")]
    [InlineData("rates: {}", "there is no price")]
    [InlineData("currency: USD", "there is no price")]
    [InlineData("rates: { input_mtok: 1 }, currency: dollars", "is not a currency")]
    [InlineData("rates: { input_mtok: 1 }, same_as: openai/gpt-4.1", "has the price of another model")]
    [InlineData("same_as: opnai/gpt-4.1", "there is no price list")]
    [InlineData("same_as: openai/gpt-99", "has no price of 'gpt-99'")]
    [InlineData("rates: { input_mtok: 1 }, tiers: [ { over: 10, rates: { output_mtok: 1 } } ]", "has no rate below it")]
    [InlineData("rates: { input_mtok: 1 }, changes: [ { rates: { input_mtok: 2 } } ]", "says not when it holds")]
    [InlineData("rates: { input_mtok: 1 }, changes: [ { from: soon, rates: { input_mtok: 2 } } ]", "is no date")]
    [InlineData("rates: { input_mtok: 1 }, changes: [ { daily: 8-9, rates: { input_mtok: 2 } } ]", "are no times of the day")]
    [InlineData("rates: { input_mtok: 1 }, batch_factor: 2", "out of range")]
    [InlineData("rates: { input_mtok: 1 }, changes: [ { from: 2026-12-01, rates: {} } ]", "there is no price")]
    public void A_price_that_is_none_is_a_mistake_with_its_place_and_its_fix(string price, string what)
    {
        var reading = Read($"prices:\n  p: {{ model: m, {price} }}\n");

        var mistake = Assert.Single(reading.Mistakes, mistake => mistake.What.Contains(what, StringComparison.Ordinal));
        Assert.StartsWith("prices.p", mistake.Path, StringComparison.Ordinal);
        Assert.NotEqual("", mistake.Fix);
    }

    [Fact]
    public void A_rate_that_cannot_be_read_is_one_mistake_and_not_the_lack_of_a_price_as_well() =>
        Assert.Equal("prices.p.rates.input_mtok", Assert.Single(Read("prices:\n  p: { model: m, rates: { input_mtok: 0.1234567890123 } }\n").Mistakes).Path);

    [Fact]
    public void Tiers_and_changes_hold_as_they_say()
    {
        var price = Read(
            """
            prices:
              p:
                model: m
                rates: { input_mtok: 1, output_mtok: 2 }
                tiers: [ { over: 100, rates: { input_mtok: 3 } } ]
                changes:
                  - { from: 2026-12-01, rates: { input_mtok: 5 } }
                  - { daily: "22:00-06:00", rates: { input_mtok: 7 } }
            """).Config!.Prices["p"].Value.Price.Schedule!;

        Assert.Equal(100m, Cost(price, "2026-11-30T12:00:00Z", 100));
        Assert.Equal(303m, Cost(price, "2026-11-30T12:00:00Z", 101));
        Assert.Equal(505m, Cost(price, "2026-12-01T12:00:00Z", 101));
        Assert.Equal(707m, Cost(price, "2026-12-01T05:59:59Z", 101));
        Assert.Equal(505m, Cost(price, "2026-12-01T06:00:00Z", 101));
    }

    [Fact]
    public void Money_is_in_dollars_and_unknown_prices_are_flagged_unless_the_file_says_otherwise()
    {
        var (plain, said) = (Read("").Config!.Money, Read("money: { currency: EUR, unknown_price: refuse, exchange_rates: { USD: 0.92 } }").Config!.Money);

        Assert.Equal(("USD", false, 1m, null), (plain.Currency, plain.RefuseUnknown, plain.Rate("USD"), plain.Rate("EUR")));
        Assert.Equal(("EUR", true, 0.92m), (said.Currency, said.RefuseUnknown, said.Rate("USD")));
    }

    private static decimal Cost(PriceSchedule price, string at, long input) =>
        price.At(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)).Cost(new TokenUsage { Input = input }).Total * 1_000_000;

    private static ConfigReading Read(string yaml) => ConfigReader.Read(yaml, "penstock.yaml", new Dictionary<string, string>());
}
