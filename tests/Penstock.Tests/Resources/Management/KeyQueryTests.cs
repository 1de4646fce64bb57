using Xunit;

namespace Penstock.Tests.Resources.Management;

public sealed class KeyQueryTests(HouseFixture house) : IClassFixture<HouseFixture>
{
    private const string Keys = "api/v1/keys";

    [Fact]
    public async Task A_list_is_filtered_sorted_and_paged_without_gaps_or_doubles()
    {
        var ids = new Dictionary<string, string>();
        foreach (var name in new[] { "carol", "alice", "dave", "bob", "erin" })
        {
            ids[name] = (await house.Admin.SendReplyAsync("POST", Keys, $$"""{"name":"{{name}}"}""")).At("id")!;
        }

        Assert.Equal(["alice", "bob", "carol", "dave", "erin"], await NamesAsync("sort=name"));
        Assert.Equal(["erin", "dave", "carol", "bob", "alice"], await NamesAsync("sort=-name"));
        Assert.Equal(["carol", "alice", "dave", "bob", "erin"], await NamesAsync("sort=created_at"));
        Assert.Equal(["erin", "bob", "dave", "alice", "carol"], await NamesAsync("sort=-created_at"));
        Assert.Equal(["bob"], await NamesAsync("name=bob"));

        var page = await house.Admin.GetReplyAsync(Keys + "?sort=name&state=active&limit=2");
        Assert.Equal(["alice", "bob"], Names(page));
        await house.Admin.SendReplyAsync("DELETE", $"{Keys}/{ids["bob"]}", (byte[]?)null);
        page = await house.Admin.GetReplyAsync($"{Keys}?sort=name&state=active&limit=2&cursor={page.At("next_cursor")}");
        Assert.Equal(["carol", "dave"], Names(page));
        page = await house.Admin.GetReplyAsync($"{Keys}?sort=name&state=active&limit=2&cursor={page.At("next_cursor")}");
        Assert.Equal(["erin"], Names(page));
        Assert.Null(page.At("next_cursor"));
        Assert.Equal(["bob"], await NamesAsync("state=revoked"));
    }

    [Fact]
    public async Task Every_wrong_parameter_is_named_at_once()
    {
        var refused = await house.Admin.GetReplyAsync(Keys + "?state=lost&sort=age&limit=0&colour=red&name=a&name=b&cursor=key_none");

        Assert.Equal((400, "application/problem+json"), (refused.Status, refused.ContentType));
        var paths = refused.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("path").GetString()!).Order().ToArray();
        Assert.Equal(["colour", "cursor", "limit", "name", "sort", "state"], paths);
        Assert.Equal((400, "cursor"), await FirstAsync("?cursor=key_none"));
        Assert.Equal((400, "limit"), await FirstAsync("?limit=501"));
        Assert.Equal((400, "limit"), await FirstAsync("?limit=%2B5"));
    }

    private async Task<(int, string?)> FirstAsync(string query)
    {
        var refused = await house.Admin.GetReplyAsync(Keys + query);
        return (refused.Status, refused.Status == 400 ? refused.At("errors.0.path") : null);
    }

    private async Task<string[]> NamesAsync(string query) => Names(await house.Admin.GetReplyAsync($"{Keys}?{query}"));

    private static string[] Names(Reply list) => [.. list.Json.GetProperty("data").EnumerateArray().Select(key => key.GetProperty("name").GetString()!)];
}
