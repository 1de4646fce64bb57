using System.Text;
using System.Text.Json.Nodes;
using Penstock.Tests.Gateways.Storage;
using Xunit;

namespace Penstock.Tests.Resources.Management.Managed;

/// <summary>What every kind of managed things does, seen by the teams.</summary>
public sealed class ManagedResourceTests
{
    [Fact]
    public async Task A_thing_is_made_read_replaced_changed_and_deleted()
    {
        await using var penstock = await PenstockServer.StartAsync();

        var (status, made) = await SendAsync(penstock, "POST", "teams", """{"id":"search","name":"Search"}""");
        Assert.Equal((201, "search", "api", 1L), (status, (string)made["id"]!, (string)made["source"]!, (long)made["version"]!));
        Assert.Equal("Search", (string)(await SendAsync(penstock, "GET", "teams/search")).Body["name"]!);

        var (_, replaced) = await SendAsync(penstock, "PUT", "teams/search", made.ToJsonString().Replace("Search", "Found", StringComparison.Ordinal));
        Assert.Equal(("Found", 2L), ((string)replaced["name"]!, (long)replaced["version"]!));
        var (_, changed) = await SendAsync(penstock, "PATCH", "teams/search", """{"name":null,"description":"finds"}""");
        Assert.Equal((null, "finds"), ((string?)changed["name"], (string)changed["description"]!));

        Assert.Equal(204, (await SendAsync(penstock, "DELETE", "teams/search")).Status);
        Assert.Equal(404, (await SendAsync(penstock, "GET", "teams/search")).Status);
    }

    [Fact]
    public async Task Every_mistake_is_told_at_once_with_its_path()
    {
        await using var penstock = await PenstockServer.StartAsync();

        var (status, error) = await SendAsync(penstock, "POST", "teams", """{"id":"no spaces","name":7,"parent":"nobody","what":1}""");

        Assert.Equal(422, status);
        Assert.Equal(["id", "what"], error["errors"]!.AsArray().Select(one => (string)one!["path"]!).Order());
        Assert.Equal("parent", (string)(await SendAsync(penstock, "POST", "teams", """{"parent":"nobody"}""")).Body["errors"]![0]!["path"]!);
    }

    [Fact]
    public async Task A_circle_is_refused()
    {
        await using var penstock = await PenstockServer.StartAsync();
        await SendAsync(penstock, "POST", "teams", """{"id":"a"}""");
        await SendAsync(penstock, "POST", "teams", """{"id":"b","parent":"a"}""");

        var (status, error) = await SendAsync(penstock, "PATCH", "teams/a", """{"parent":"b"}""");

        Assert.Equal((422, "circle"), (status, (string)error["errors"]![0]!["code"]!));
    }

    [Fact]
    public async Task A_lost_update_is_refused_and_a_taken_id_is_a_conflict()
    {
        await using var penstock = await PenstockServer.StartAsync();
        await SendAsync(penstock, "POST", "teams", """{"id":"a"}""");

        Assert.Equal(409, (await SendAsync(penstock, "POST", "teams", """{"id":"a"}""")).Status);
        Assert.Equal(200, (await SendAsync(penstock, "PATCH", "teams/a", """{"name":"x"}""", "\"1\"")).Status);
        Assert.Equal(412, (await SendAsync(penstock, "PATCH", "teams/a", """{"name":"y"}""", "\"1\"")).Status);
        Assert.Equal(412, (await SendAsync(penstock, "DELETE", "teams/a", null, "\"1\"")).Status);
        Assert.Equal("x", (string)(await SendAsync(penstock, "GET", "teams/a")).Body["name"]!);
    }

    [Fact]
    public async Task A_dry_run_shows_the_change_and_takes_nothing()
    {
        await using var penstock = await PenstockServer.StartAsync();
        await SendAsync(penstock, "POST", "teams", """{"id":"a","name":"old"}""");

        var (status, shown) = await SendAsync(penstock, "PATCH", "teams/a?dry_run=true", """{"name":"new"}""");
        await SendAsync(penstock, "DELETE", "teams/a?dry_run=true");
        await SendAsync(penstock, "POST", "teams?dry_run=true", """{"id":"b"}""");

        Assert.Equal((200, "name", "old", "new"), (status, (string)shown["changes"]![0]!["path"]!, (string)shown["changes"]![0]!["before"]!, (string)shown["changes"]![0]!["after"]!));
        var (_, list) = await SendAsync(penstock, "GET", "teams");
        Assert.Equal("old", (string)Assert.Single(list["data"]!.AsArray())!["name"]!);
        Assert.Equal(422, (await SendAsync(penstock, "PATCH", "teams/a?dry_run=true", """{"parent":"nobody"}""")).Status);
    }

    [Fact]
    public async Task Versions_are_listed_compared_and_rolled_back_to_over_a_deletion_and_a_restart()
    {
        using var folder = new TemporaryFolder();
        await using (var penstock = await PenstockServer.StartAsync(folder: folder.Root))
        {
            await SendAsync(penstock, "POST", "teams", """{"id":"a","name":"first"}""");
            await SendAsync(penstock, "PATCH", "teams/a", """{"name":"second"}""");
            await SendAsync(penstock, "DELETE", "teams/a");
        }

        await using var again = await PenstockServer.StartAsync(folder: folder.Root);
        var (_, versions) = await SendAsync(again, "GET", "teams/a/versions");
        Assert.Equal([(3L, true), (2L, false), (1L, false)], versions["data"]!.AsArray().Select(version => ((long)version!["version"]!, (bool)version["deleted"]!)));
        var (_, compared) = await SendAsync(again, "GET", "teams/a/versions/2?against=1");
        Assert.Equal(("first", "second"), ((string)compared["changes"]![0]!["before"]!, (string)compared["changes"]![0]!["after"]!));

        Assert.Equal(409, (await SendAsync(again, "POST", "teams/a/rollback", """{"version":3}""")).Status);
        Assert.Equal(404, (await SendAsync(again, "POST", "teams/a/rollback", """{"version":9}""")).Status);
        var (status, back) = await SendAsync(again, "POST", "teams/a/rollback", """{"version":1}""");
        Assert.Equal((200, "first", 4L), (status, (string)back["name"]!, (long)back["version"]!));
    }

    [Fact]
    public async Task What_the_file_declares_is_shown_and_read_only()
    {
        await using var penstock = await PenstockServer.StartAsync("teams:\n  core: { name: Core }\n  search: { parent: core }\n");

        var (_, core) = await SendAsync(penstock, "GET", "teams/core");
        Assert.EndsWith(":2", (string)core["source"]!);
        Assert.Equal("Core", (string)core["name"]!);
        foreach (var (verb, path, body) in new[] { ("PUT", "teams/core", "{}"), ("PATCH", "teams/core", "{}"), ("DELETE", "teams/core", null), ("POST", "teams", """{"id":"core"}""") })
        {
            var (status, error) = await SendAsync(penstock, verb, path, body);
            Assert.Equal((409, true), (status, ((string)error["detail"]!).Contains((string)core["source"]!, StringComparison.Ordinal)));
        }

        var (_, list) = await SendAsync(penstock, "GET", "teams?source=file&parent=core");
        Assert.Equal("search", (string)Assert.Single(list["data"]!.AsArray())!["id"]!);
    }

    [Fact]
    public async Task A_file_that_declares_a_team_below_nothing_ends_the_start()
    {
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => PenstockServer.StartAsync("teams:\n  search: { parent: core }\n"));
        Assert.Contains("teams.search.parent", fault.Message);
    }

    [Fact]
    public async Task Pages_follow_each_other_whole()
    {
        await using var penstock = await PenstockServer.StartAsync();
        foreach (var id in new[] { "c", "a", "b", "e", "d" })
        {
            await SendAsync(penstock, "POST", "teams", $$"""{"id":"{{id}}"}""");
        }

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var (_, page) = await SendAsync(penstock, "GET", $"teams?limit=2&sort=-id{(cursor is null ? "" : "&cursor=" + cursor)}");
            seen.AddRange(page["data"]!.AsArray().Select(one => (string)one!["id"]!));
            cursor = (string?)page["next_cursor"];
        }
        while (cursor is not null);

        Assert.Equal(["e", "d", "c", "b", "a"], seen);
    }

    private static async Task<(int Status, JsonNode Body)> SendAsync(PenstockServer penstock, string verb, string path, string? body = null, string? ifMatch = null)
    {
        var reply = await penstock.Client.SendReplyAsync(verb, "api/v1/" + path, body is null ? null : Encoding.UTF8.GetBytes(body), ifMatch is null ? [] : [("If-Match", ifMatch)]);
        return (reply.Status, reply.Text.Length == 0 ? new JsonObject() : JsonNode.Parse(reply.Text)!);
    }
}
