using Xunit;

namespace Penstock.Tests.Resources.Management;

/// <summary>What limits, budgets and rules say they are about must be there, and stays while they say so.</summary>
public sealed class ReferencesTests
{
    private const string Everything = """ "applies":{"keys":["key_nobody"],"users":["ada"],"service_accounts":["batch"],"teams":["serach"],"roles":["develper"],"models":["irs"]} """;

    [Theory]
    [InlineData("limits", "\"requests\":\"1/minute\"")]
    [InlineData("budgets", "\"amount\":\"1\"")]
    [InlineData("policies", "\"effect\":\"deny\"")]
    public async Task Every_name_that_nobody_has_is_told_with_the_nearest(string kind, string rest)
    {
        await using var penstock = await PenstockServer.StartAsync();
        await penstock.Client.SendReplyAsync("POST", "api/v1/teams", """{"id":"search"}""");

        var reply = await penstock.Client.SendReplyAsync("POST", $"api/v1/{kind}", $$$"""{{{{rest}}},{{{Everything}}}}""");

        Assert.Equal(422, reply.Status);
        var errors = reply.Json.GetProperty("errors").EnumerateArray().ToDictionary(one => one.GetProperty("path").GetString()!, one => one.GetProperty("message").GetString()!);
        Assert.Equal(["applies.keys", "applies.models", "applies.roles", "applies.service_accounts", "applies.teams", "applies.users"], errors.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("Did you mean `search`?", errors["applies.teams"], StringComparison.Ordinal);
        Assert.Contains("Did you mean `developer`?", errors["applies.roles"], StringComparison.Ordinal);
        Assert.Contains("Did you mean `iris`?", errors["applies.models"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pattern_may_stand_for_what_is_yet_to_come()
    {
        await using var penstock = await PenstockServer.StartAsync();

        var reply = await penstock.Client.SendReplyAsync("POST", "api/v1/limits", """{"requests":"1/minute","applies":{"keys":["key_*"],"users":["a*"],"teams":["x*"],"roles":["*"],"models":["gpt-*"]}}""");

        Assert.Equal(201, reply.Status);
    }

    [Theory]
    [InlineData("limits", "\"requests\":\"1/minute\"", "limit 'about'")]
    [InlineData("budgets", "\"amount\":\"1\"", "budget 'about'")]
    [InlineData("policies", "\"effect\":\"deny\"", "policy 'about'")]
    [InlineData("header-rules", "\"max_body_bytes\":1000", "header rule 'about'")]
    public async Task What_is_named_says_by_whom_and_stays(string kind, string rest, string by)
    {
        await using var penstock = await PenstockServer.StartAsync();
        var client = penstock.Client;
        await client.SendReplyAsync("POST", "api/v1/teams", """{"id":"search"}""");
        await client.SendReplyAsync("POST", "api/v1/roles", """{"id":"reader","permissions":["models:read"]}""");
        await client.SendReplyAsync("POST", "api/v1/users", """{"id":"ada"}""");
        await client.SendReplyAsync("POST", "api/v1/service-accounts", """{"id":"batch"}""");
        var key = (await client.SendReplyAsync("POST", "api/v1/keys", """{"name":"k"}""")).At("id");
        var made = await client.SendReplyAsync("POST", $"api/v1/{kind}", $$$"""{"id":"about",{{{rest}}},"applies":{"keys":["{{{key}}}"],"users":["ada"],"service_accounts":["batch"],"teams":["search"],"roles":["reader"]}}""");
        Assert.Equal(201, made.Status);

        foreach (var named in new[] { "teams/search", "roles/reader", "users/ada", "service-accounts/batch" })
        {
            var refused = await client.SendReplyAsync("DELETE", $"api/v1/{named}", (byte[]?)null);
            Assert.Equal(409, refused.Status);
            Assert.Contains(by, refused.Text, StringComparison.Ordinal);
        }

        // A key that is known to others must not live a moment longer for that.
        Assert.Equal(204, (await client.SendReplyAsync("DELETE", $"api/v1/keys/{key}", (byte[]?)null)).Status);
        Assert.Equal(204, (await client.SendReplyAsync("DELETE", $"api/v1/{kind}/about", (byte[]?)null)).Status);
        Assert.Equal(204, (await client.SendReplyAsync("DELETE", "api/v1/teams/search", (byte[]?)null)).Status);
    }

    [Fact]
    public async Task A_file_that_is_about_nobody_is_refused_with_the_place()
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => PenstockServer.StartAsync("""
            teams: { search: {} }
            limits:
              mine:
                requests: 1/minute
                applies: { teams: serach }
            """));

        Assert.Contains("limits.mine.applies.teams", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean `search`?", refused.Message, StringComparison.Ordinal);
        Assert.Contains("5", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Members_of_a_team_are_listed_with_those_of_the_teams_below()
    {
        await using var penstock = await PenstockServer.StartAsync();
        var client = penstock.Client;
        await client.SendReplyAsync("POST", "api/v1/teams", """{"id":"all"}""");
        await client.SendReplyAsync("POST", "api/v1/teams", """{"id":"search","parent":"all"}""");
        await client.SendReplyAsync("POST", "api/v1/users", """{"id":"ada","teams":{"search":["developer"]}}""");
        await client.SendReplyAsync("POST", "api/v1/users", """{"id":"bob","teams":{"all":[]}}""");
        await client.SendReplyAsync("POST", "api/v1/users", """{"id":"cy"}""");

        Assert.Equal("ada bob", await IdsAsync("users?team=all"));
        Assert.Equal("ada", await IdsAsync("users?team=search"));
        Assert.Equal("", await IdsAsync("users?team=nowhere"));

        async Task<string> IdsAsync(string path) =>
            string.Join(' ', (await client.GetReplyAsync("api/v1/" + path)).Json.GetProperty("data").EnumerateArray().Select(one => one.GetProperty("id").GetString()));
    }
}
