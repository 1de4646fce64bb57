using Penstock.Domain.Money;
using Penstock.Gateways.Prices;
using Xunit;

namespace Penstock.Tests.Gateways.Prices;

public sealed class PriceTableTests
{
    private static readonly PriceTable Table = PriceTable.Shipped;

    [Fact]
    public void The_shipped_table_has_every_provider_and_model_of_its_source()
    {
        Assert.Equal("genai-prices@0.1.8", Table.Source);
        Assert.Equal(43, Table.Providers.Count);
        Assert.Equal(1694, Table.Providers.Sum(provider => provider.Models.Count));
        Assert.All(Table.Providers.SelectMany(provider => provider.Fallback), id => Assert.NotNull(Table.Named(id)));
        Assert.All(Table.Providers.SelectMany(provider => provider.Extractors).SelectMany(extractor => extractor.Mappings), mapping => Assert.NotNull(UsageUnits.Of(mapping.To)));
    }

    [Theory]
    [InlineData("openai", "gpt-4o-20240806", "gpt-4o")]
    [InlineData("openai", "GPT-4o", "gpt-4o")]
    [InlineData("azure", "gpt-4.1", "gpt-4.1")]
    [InlineData("google", "claude-sonnet-4-5", "claude-sonnet-4-5")]
    public void A_model_is_found_by_its_names_in_any_case_with_either_form_of_a_date_and_in_the_lists_behind(string provider, string name, string id) =>
        Assert.StartsWith(id, Table.Model(Table.Named(provider)!, name)!.Id, StringComparison.Ordinal);

    [Fact]
    public void A_date_that_is_none_is_left_as_it_is() => Assert.Null(Table.Model(Table.Named("openai")!, "nothing-20240231"));

    [Fact]
    public void A_price_that_changes_is_the_one_of_its_day_and_of_its_time_of_the_day()
    {
        var luna = Table.Model(Table.Named("openai")!, "gpt-5.6-luna")!.Schedule;
        var deepseek = Table.Model(Table.Named("deepseek")!, "deepseek-v4-flash")!.Schedule;

        Assert.Equal(1m, Input(luna, "2026-07-29T23:59:59Z"));
        Assert.Equal(0.2m, Input(luna, "2026-07-30T00:00:00Z"));
        Assert.Equal(0.22m, Input(deepseek, "2026-09-01T00:59:59Z"));
        Assert.Equal(0.44m, Input(deepseek, "2026-09-01T01:00:00Z"));
        Assert.Equal(0.22m, Input(deepseek, "2026-09-01T10:00:00Z"));
    }

    [Theory]
    [InlineData("https://api.openai.com/v1", "openai")]
    [InlineData("https://bedrock-runtime.eu-west-1.amazonaws.com", "aws")]
    [InlineData("https://house.openai.azure.com/", "azure")]
    [InlineData("http://10.0.0.7:8000/v1", null)]
    public void A_list_is_found_by_the_address(string address, string? list) => Assert.Equal(list, Table.At(new Uri(address))?.Id);

    private static decimal Input(PriceSchedule schedule, string at) =>
        schedule.At(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)).Rates[UsageUnits.OfPrice("input_mtok")!].Price;
}
