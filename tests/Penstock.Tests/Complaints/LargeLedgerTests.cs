using Microsoft.Data.Sqlite;
using Penstock.Gateways.Storage;
using Penstock.Gateways.Storage.Sql;
using Penstock.Pipeline.Ledger;
using Penstock.Tests.Gateways.Storage;
using Penstock.Tests.Resources;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Complaints;

/// <summary>
/// Complaints C17 and C18 of gateways.md, section 5: pages of calls that took a minute, and a server that did not start any more over a year of records. A page is read
/// from an index, in order; and a start reads nothing of what grows with every call.
/// </summary>
public sealed class LargeLedgerTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Pages => new()
    {
        { "all", "calls_by_time" },
        { "after", "calls_by_time" },
        { "span", "calls_by_time" },
        { "key", "calls_by_key" },
        { "key, after", "calls_by_key" },
        { "model", "calls_by_time" },
        { "scope", "calls_by_time" },
        { "tag", "calls_by_time" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_of_calls_is_read_in_the_order_of_an_index(string page, string index)
    {
        using var temporary = new TemporaryFolder();
        using var database = await SqliteDatabase.OpenAsync(temporary["penstock.db"], TimeProvider.System, Ct);
        await using var connection = await database.OpenReaderAsync(Ct);
        await using var command = connection.CreateCommand();
        CallStore.Ask(command, Query(page));
        command.CommandText = "explain query plan " + command.CommandText;

        var plan = new List<string>();
        await using (var row = await command.ExecuteReaderAsync(Ct))
        {
            while (await row.ReadAsync(Ct))
            {
                plan.Add(row.GetString(row.GetOrdinal("detail")));
            }
        }

        // Of calls that began in the same microsecond some may be put in order; never all that there are.
        Assert.Contains(plan, step => step.Contains(index, StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.EndsWith("TEMP B-TREE FOR ORDER BY", StringComparison.Ordinal));
        Assert.Equal(page.Contains("after", StringComparison.Ordinal) || page is "span" or "key", plan[0].StartsWith("SEARCH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_start_reads_nothing_of_what_grows_with_every_call()
    {
        string[] growing = ["calls", "call_tags", "usage_hours", "usage_days", "usage_histograms", "usage_dimensions", "content_log", "kept_responses", "invoices", "invoice_lines", "audit_events", "kept_versions"];
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        using var folder = new TemporaryFolder();
        var yaml = PenstockServer.Yaml(upstream, ("chat", "synthetic:unary:300"));
        await using (var penstock = await PenstockServer.StartAsync(yaml, folder: folder.Root))
        {
            await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"));
        }

        // Whoever read them would fail.
        await RenameAsync(folder, growing, "{0}", "{0}_away");
        string id;
        await using (var penstock = await PenstockServer.StartAsync(yaml, folder: folder.Root))
        {
            Assert.Equal(200, (await penstock.Client.GetReplyAsync("readyz")).Status);
            var answer = await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"));
            Assert.Equal(200, answer.Status);
            id = answer.CallId;
        }

        await RenameAsync(folder, growing, "{0}_away", "{0}");
        await using var again = await PenstockServer.StartAsync(yaml, folder: folder.Root);
        Assert.Equal(200, (await again.Client.GetReplyAsync("api/v1/calls/" + id)).Status);
        Assert.Equal("2", (await again.Client.GetReplyAsync("api/v1/usage")).At("data.0.calls"));
    }

    private static CallQuery Query(string page) => page switch
    {
        "all" => new CallQuery(50),
        "after" => new CallQuery(50) { After = (Micros.Of(At), "call_1") },
        "span" => new CallQuery(50) { From = At, To = At.AddDays(1) },
        "key" => new CallQuery(50) { Only = new Dictionary<UsageGroup, string> { [UsageGroup.Key] = "key_1" } },
        "key, after" => new CallQuery(50) { Only = new Dictionary<UsageGroup, string> { [UsageGroup.Key] = "key_1" }, After = (Micros.Of(At), "call_1") },
        "model" => new CallQuery(50) { Only = new Dictionary<UsageGroup, string> { [UsageGroup.Model] = "chat" } },
        "scope" => new CallQuery(50) { Scope = new UsageScope(["search"], UserId: "user_ada") },
        "tag" => new CallQuery(50) { OnlyTags = new Dictionary<string, string> { ["a"] = "b" } },
        _ => throw new ArgumentOutOfRangeException(nameof(page)),
    };

    private static async Task RenameAsync(TemporaryFolder folder, string[] tables, string from, string to)
    {
        await using var connection = new SqliteConnection($"Data Source={folder["data/penstock.db"]};Pooling=False");
        await connection.OpenAsync(Ct);
        foreach (var table in tables)
        {
            await connection.ExecuteAsync($"alter table {string.Format(null, from, table)} rename to {string.Format(null, to, table)}", Ct);
        }
    }
}
