using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Domain.Money;
using Xunit;

namespace Penstock.Tests.Gateways.Prices;

public sealed class PriceBookTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly TokenUsage Million = new() { Input = 1_000_000 };

    [Fact]
    public void A_known_model_has_its_shipped_price_and_says_where_it_is_from()
    {
        var quote = GivenPrices.Book().Quote(Model(), Target("gpt-4.1", "openai"), Now)!;

        Assert.Equal(2m, quote.Cost(Million).Total);
        Assert.Equal(("USD", "genai-prices@0.1.8 openai/gpt-4.1"), (quote.Currency, quote.Source));
    }

    [Fact]
    public void What_no_list_has_is_not_known_and_what_runs_here_costs_nothing()
    {
        var book = GivenPrices.Book();

        Assert.Null(book.Quote(Model(), Target("secret-model", "openai"), Now));
        Assert.Null(book.Quote(Model(), Target("gpt-4.1", null), Now));
        Assert.Equal(0m, book.Quote(Model(), Target("iris", Penstock.Domain.Models.Target.Local), Now)!.Cost(Million).Total);
    }

    [Fact]
    public void The_targets_own_price_comes_first_then_its_models_then_an_override_then_the_shipped_one()
    {
        var book = GivenPrices.Book(GivenPrices.Overrides(("any", """{"model":"gpt-4.1","rates":{"input_mtok":7}}""")));
        var (model, target) = (Model(), Target("gpt-4.1", "openai"));

        Assert.Equal(7m, book.Quote(model, target, Now)!.Cost(Million).Total);
        Assert.Equal(8m, book.Quote(model with { Price = Own(8) }, Target("gpt-4.1", "openai"), Now)!.Cost(Million).Total);
        Assert.Equal(9m, book.Quote(model with { Price = Own(8) }, target with { Price = Own(9) }, Now)!.Cost(Million).Total);
        Assert.Equal(2m, GivenPrices.Book().Quote(model, target, Now)!.Cost(Million).Total);
    }

    [Theory]
    [InlineData("gpt-4.1", 3)]
    [InlineData("gpt-4.1-mini", 2)]
    [InlineData("gpt-5", 1)]
    public void The_override_that_names_the_model_most_exactly_counts(string model, int price)
    {
        var book = GivenPrices.Book(GivenPrices.Overrides(
            ("b", """{"model":"gpt-4.1","rates":{"input_mtok":3}}"""),
            ("c", """{"model":"gpt-4.1*","rates":{"input_mtok":2}}"""),
            ("a", """{"model":"gpt*","provider":"house","rates":{"input_mtok":1}}"""),
            ("d", """{"model":"gpt-4.1","provider":"other","rates":{"input_mtok":99}}""")));

        Assert.Equal(price, book.Quote(Model(), Target(model, "openai"), Now)!.Cost(Million).Total);
    }

    [Fact]
    public async Task An_override_that_comes_later_counts_from_then_on()
    {
        var shelf = GivenPrices.NoOverrides();
        var (book, target) = (GivenPrices.Book(shelf), Target("gpt-4.1", "openai"));
        var before = book.Quote(Model(), target, Now)!.Cost(Million).Total;
        await shelf.SaveAsync("p", """{"model":"gpt-4.1","rates":{"input_mtok":"1.5"}}""", null, Penstock.Domain.Access.Actor.Server, TestContext.Current.CancellationToken);

        Assert.Equal((2m, 1.5m), (before, book.Quote(Model(), target, Now)!.Cost(Million).Total));
    }

    [Fact]
    public void A_deployment_has_the_price_of_the_model_that_it_is()
    {
        var target = Target("our-deployment", "azure") with { Price = new OwnPrice(null, "openai/gpt-4.1") };

        Assert.Equal(2m, GivenPrices.Book().Quote(Model(), target, Now)!.Cost(Million).Total);
    }

    [Fact]
    public void A_price_in_another_currency_is_converted_and_without_a_rate_it_is_not_known()
    {
        var target = Target("gpt-4.1", "openai");
        var converted = GivenPrices.Book(options: new MoneyOptions("EUR", false, new Dictionary<string, decimal> { ["USD"] = 0.9m })).Quote(Model(), target, Now)!;

        Assert.Equal(("EUR", 1.8m), (converted.Currency, converted.Cost(Million).Total));
        Assert.Null(GivenPrices.Book(options: new MoneyOptions("EUR", false, new Dictionary<string, decimal>())).Quote(Model(), target, Now));
        Assert.NotNull(GivenPrices.Book(options: new MoneyOptions("EUR", false, new Dictionary<string, decimal>())).Quote(Model(), Target("iris", Penstock.Domain.Models.Target.Local), Now));
    }

    [Fact]
    public void Asking_for_a_target_again_allocates_nothing()
    {
        var (book, model, target, usage) = (GivenPrices.Book(), Model(), Target("gpt-4.1", "openai"), Million);
        for (var i = 0; i < 100; i++)
        {
            book.Quote(model, target, Now)!.Cost(usage);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            book.Quote(model, target, Now)!.Cost(usage);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static OwnPrice Own(decimal input) =>
        new(new PriceSchedule(new PriceList("USD", "file", new Dictionary<UsageUnit, PriceRate> { [UsageUnits.OfPrice("input_mtok")!] = new(input) })), null);

    private static Model Model() => new() { Id = "m", Capabilities = [Capability.Chat], Targets = [], Source = "file" };

    private static Target Target(string upstream, string? list) => new("house", upstream, new NoEngine(), new RouteOptions()) { PricedBy = list };
}
