using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penstock.Config;
using Penstock.Domain.Money;
using Penstock.Tests.Resources;
using Xunit;

namespace Penstock.Tests.Gateways.Prices;

/// <summary>Everything in docs/prices.md that can be run is run.</summary>
public sealed class PricesDocumentTests
{
    private static readonly string Document = File.ReadAllText(Penstock.Tests.Repository.File("docs", "prices.md"));

    [Fact]
    public void Its_configuration_is_read_without_a_mistake()
    {
        var reading = ConfigReader.Read(Block("yaml"), "penstock.yaml", new Dictionary<string, string>());

        Assert.Empty(reading.Mistakes);
        Assert.True(reading.Config!.Money.RefuseUnknown);
        Assert.Equal(2, reading.Config.Prices["contract-2026"].Value.Price.Schedule!.Prices.Count - 1);
    }

    [Fact]
    public void It_lists_every_rate() => Assert.All(UsageUnits.All, unit => Assert.Contains($"`{unit.Price}`", Document, StringComparison.Ordinal));

    [Fact]
    public async Task Its_requests_are_answered_as_it_says()
    {
        await using var penstock = await PenstockServer.StartAsync();
        var estimated = await penstock.Client.SendReplyAsync("POST", "api/v1/cost-estimates", Block("json cost-estimates"));
        var made = await penstock.Client.SendReplyAsync("POST", "api/v1/prices", Block("json prices"));

        Assert.Equal(200, estimated.Status);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Block("json answer")), JsonNode.Parse(estimated.Text)), estimated.Text);
        Assert.Equal(201, made.Status);
        Assert.Equal(200, (await penstock.Client.GetReplyAsync("api/v1/effective-prices")).Status);
    }

    private static string Block(string kind) => Regex.Match(Document, $"```{kind}\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
}
