using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Gateways.Storage;
using Penstock.Tests.Resources;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Complaints;

/// <summary>
/// Complaints C16 and H29 of gateways.md, section 5: a store that was only slow was taken for dead and killed, and rows of spending went with it; one slow store took
/// everything down. While somebody else holds the database, calls are answered and counted, the server is as healthy as before, and afterwards every call is there once.
/// </summary>
public sealed class BusyDatabaseTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_database_is_held_calls_go_on_and_none_is_lost_or_counted_twice()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        await using var penstock = await PenstockServer.StartAsync(PenstockServer.Yaml(upstream, ("chat", "synthetic:unary:300"))
            .Replace("\" } ] }", "\" } ], price: { rates: { input_mtok: 1, output_mtok: 2 } } }", StringComparison.Ordinal) + "budgets:\n  house: { amount: 100 }\n");
        await penstock.Client.GetReplyAsync("api/v1/calls");
        string[] ids;

        await using (var other = new SqliteConnection($"Data Source={penstock.DataFolder}/penstock.db;Pooling=False"))
        {
            await other.OpenAsync(Ct);
            await using var writing = other.BeginTransaction(deferred: false);
            var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => penstock.Client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"))));
            Assert.All(answers, answer => Assert.Equal(200, answer.Status));
            ids = [.. answers.Select(answer => answer.CallId)];
            Assert.Equal(200, (await penstock.Client.GetReplyAsync("livez")).Status);
            Assert.Equal(200, (await penstock.Client.GetReplyAsync("readyz")).Status);
            Assert.Equal(ids.Length * 158m / 1_000_000m, await SpentAsync(penstock));
        }

        var rows = (await penstock.Client.GetReplyAsync("api/v1/calls?limit=500")).Json.GetProperty("data").EnumerateArray().Select(row => row.GetProperty("call_id").GetString()!);
        Assert.Equal(ids.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
        var sum = await penstock.Client.GetReplyAsync("api/v1/usage");
        Assert.Equal((200, 200 * 158m / 1_000_000m), (int.Parse(sum.At("data.0.calls")!, CultureInfo.InvariantCulture), decimal.Parse(sum.At("data.0.cost")!, CultureInfo.InvariantCulture)));
        Assert.Equal(ids.Length * 158m / 1_000_000m, await SpentAsync(penstock));
    }

    [Fact]
    public async Task A_page_of_calls_asks_the_database_as_often_whatever_is_on_it()
    {
        // Complaint C17 of gateways.md, section 5: a page that asked once more for each of its rows.
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        await using var penstock = await PenstockServer.StartAsync(PenstockServer.Yaml(upstream, ("chat", "synthetic:unary:300")));
        await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"));
        var (one, first) = await VisitsAsync();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => penstock.Client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"))));
        var (many, second) = await VisitsAsync();

        Assert.Equal((1, 101), (one, many));
        Assert.InRange(second, 1, first + 2);

        async Task<(int Rows, long Visits)> VisitsAsync()
        {
            // What waits to be stored is stored first, and does not count.
            await penstock.Client.GetReplyAsync("api/v1/calls");
            var storage = penstock.Services.GetRequiredService<LocalStorage>();
            var before = storage.DatabaseVisits;
            var page = await penstock.Client.GetReplyAsync("api/v1/calls?limit=500");
            return (page.Json.GetProperty("data").GetArrayLength(), storage.DatabaseVisits - before);
        }
    }

    private static async Task<decimal> SpentAsync(PenstockServer penstock) =>
        decimal.Parse((await penstock.Client.GetReplyAsync("api/v1/budgets/house")).At("status.spent")!, CultureInfo.InvariantCulture);
}
