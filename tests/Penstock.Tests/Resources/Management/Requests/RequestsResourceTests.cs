using Penstock.Tests.Gateways.Storage;
using Xunit;

namespace Penstock.Tests.Resources.Management.Requests;

/// <summary>Requests: asked, decided by somebody else, granted on approval.</summary>
public sealed class RequestsResourceTests
{
    [Fact]
    public async Task An_approval_adds_the_model_to_the_key_that_asked_and_is_kept()
    {
        using var folder = new TemporaryFolder();
        string id;
        await using (var penstock = await PenstockServer.StartAsync(folder: folder.Root))
        {
            using var developer = await DeveloperAsync(penstock, "ada", "\"allowed_models\":[\"iris\"]");
            Assert.Equal(403, (await developer.SendReplyAsync("POST", "v1/chat/completions", Chat)).Status);

            var asked = await developer.SendReplyAsync("POST", "api/v1/access-requests", """{"model":"guide","reason":"to try"}""");
            Assert.Equal((201, "pending", "ada"), (asked.Status, asked.At("state"), asked.At("by")));
            id = asked.At("id")!;
            Assert.Equal(403, (await developer.SendReplyAsync("POST", $"api/v1/access-requests/{id}/approve", "{}")).Status);
            var approved = await penstock.Client.SendReplyAsync("POST", $"api/v1/access-requests/{id}/approve", """{"note":"go on"}""");

            Assert.Equal((200, "approved", "go on"), (approved.Status, approved.At("state"), approved.At("note")));
            Assert.Equal(200, (await developer.SendReplyAsync("POST", "v1/chat/completions", Chat)).Status);
            Assert.Equal(409, (await penstock.Client.SendReplyAsync("POST", $"api/v1/access-requests/{id}/refuse", """{"reason":"too late"}""")).Status);
        }

        await using var again = await PenstockServer.StartAsync(folder: folder.Root);
        Assert.Equal("approved", (await again.Client.GetReplyAsync($"api/v1/access-requests/{id}")).At("state"));
    }

    [Fact]
    public async Task Nobody_decides_his_own_and_a_refusal_tells_its_reason()
    {
        await using var penstock = await PenstockServer.StartAsync();
        var own = await penstock.Client.SendReplyAsync("POST", "api/v1/access-requests", """{"model":"guide","reason":"mine"}""");
        var refused = await penstock.Client.SendReplyAsync("POST", $"api/v1/access-requests/{own.At("id")}/approve", "{}");
        Assert.Equal((403, "own_request"), (refused.Status, refused.At("code")));

        using var developer = await DeveloperAsync(penstock, "ada");
        using var other = await DeveloperAsync(penstock, "bob");
        var asked = await developer.SendReplyAsync("POST", "api/v1/access-requests", """{"model":"guide","reason":"to try"}""");
        Assert.Equal(404, (await other.GetReplyAsync($"api/v1/access-requests/{asked.At("id")}")).Status);
        Assert.DoesNotContain(asked.At("id")!, (await other.GetReplyAsync("api/v1/access-requests")).Text);
        Assert.Equal(422, (await penstock.Client.SendReplyAsync("POST", $"api/v1/access-requests/{asked.At("id")}/refuse", "{}")).Status);
        Assert.Equal(200, (await penstock.Client.SendReplyAsync("POST", $"api/v1/access-requests/{asked.At("id")}/refuse", """{"reason":"no"}""")).Status);

        var seen = await developer.GetReplyAsync($"api/v1/access-requests/{asked.At("id")}");
        Assert.Equal(("refused", "no", "key_admin"), (seen.At("state"), seen.At("note"), seen.At("decided_by")));
    }

    [Fact]
    public async Task A_request_with_mistakes_or_for_a_key_of_others_is_refused_with_all_of_them()
    {
        await using var penstock = await PenstockServer.StartAsync();
        using var developer = await DeveloperAsync(penstock, "ada");
        var theirs = await penstock.Client.SendReplyAsync("POST", "api/v1/keys", """{"name":"theirs"}""");

        Assert.Equal(422, (await developer.SendReplyAsync("POST", "api/v1/access-requests", $$"""{"model":"guide","reason":"x","key":"{{theirs.At("id")}}"}""")).Status);
        var wrong = await developer.SendReplyAsync("POST", "api/v1/hosting-requests", """{"model":7,"what":1}""");
        Assert.Equal(422, wrong.Status);
        Assert.Equal(["model", "reason", "what"], wrong.Json.GetProperty("errors").EnumerateArray().Select(one => one.GetProperty("path").GetString()!).Order());
    }

    [Fact]
    public async Task An_approval_of_hosting_adds_the_target_that_the_decider_gives()
    {
        await using var penstock = await PenstockServer.StartAsync();
        using var developer = await DeveloperAsync(penstock, "ada");
        foreach (var provider in new[] { "shared", "dedicated" })
        {
            Assert.Equal(201, (await penstock.Client.SendReplyAsync("POST", "api/v1/providers", $$"""{"id":"{{provider}}","dialect":"openai","base_url":"https://llm.example.com/v1"}""")).Status);
        }

        Assert.Equal(201, (await penstock.Client.SendReplyAsync("POST", "api/v1/models", """{"id":"chat","targets":[{"provider":"shared","model":"m"}]}""")).Status);
        var asked = await developer.SendReplyAsync("POST", "api/v1/hosting-requests", """{"model":"chat","reason":"sale","region":"eu-west","throughput":"much"}""");
        var path = $"api/v1/hosting-requests/{asked.At("id")}/approve";

        var wrong = await penstock.Client.SendReplyAsync("POST", path, """{"target":{"provider":"nobody","model":"m"}}""");
        var approved = await penstock.Client.SendReplyAsync("POST", path, """{"target":{"provider":"dedicated","model":"m","order":0,"region":"eu-west"}}""");

        Assert.Equal((422, 200), (wrong.Status, approved.Status));
        Assert.Contains("\"provider\":\"dedicated\"", (await penstock.Client.GetReplyAsync("api/v1/models/chat")).Text);
        Assert.Contains("\"regions\":[\"eu-west\"]", (await penstock.Client.GetReplyAsync("models/chat")).Text);
    }

    private const string Chat = """{"model":"guide","messages":[{"role":"user","content":"hello"}]}""";

    private static async Task<HttpClient> DeveloperAsync(PenstockServer penstock, string id, string? more = null)
    {
        Assert.Equal(201, (await penstock.Client.SendReplyAsync("POST", "api/v1/users", $$"""{"id":"{{id}}","roles":["developer"]}""")).Status);
        var made = await penstock.Client.SendReplyAsync("POST", "api/v1/keys", $$$"""{"name":"{{{id}}}","owner":{"user":"{{{id}}}"}{{{(more is null ? "" : "," + more)}}}}""");
        Assert.Equal(201, made.Status);
        return penstock.NewClient(made.At("key"));
    }
}
