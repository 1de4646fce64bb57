using System.Text;
using System.Text.Json.Nodes;
using Penstock.Tests.Gateways.Storage;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Resources.Management.Managed;

/// <summary>Providers and models through the management API, and what callers see of them at once. Complaint H28 of gateways.md, section 5: a file and a database that drift apart.</summary>
public sealed class RegistryTests
{
    private const string Reachable = "server: { reachable_networks: [127.0.0.0/8] }\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_provider_and_a_model_made_here_answer_calls_at_once_and_after_a_restart()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        using var folder = new TemporaryFolder();
        await using (var penstock = await PenstockServer.StartAsync(Reachable, folder: folder.Root))
        {
            await MakeAsync(penstock, upstream, "acme/chat");

            Assert.Equal(200, await ChatAsync(penstock, "acme/chat"));
            var (_, read) = await SendAsync(penstock, "GET", "models/acme/chat");
            Assert.Equal(("acme/chat", "api", 1L, "ready"), ((string)read["id"]!, (string)read["source"]!, (long)read["version"]!, (string)read["status"]!["versions"]![0]!["state"]!));
            Assert.Equal("acme/chat", (string)(await SendAsync(penstock, "GET", "models/acme%2Fchat")).Body["id"]!);
            Assert.Contains("\"acme/chat\"", (await penstock.Client.GetReplyAsync("v1/models")).Text);
        }

        await using var again = await PenstockServer.StartAsync(Reachable, folder: folder.Root);
        Assert.Equal(200, await ChatAsync(again, "acme/chat"));
    }

    [Fact]
    public async Task A_provider_in_use_is_not_deleted_and_its_models_are_named()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        await using var penstock = await PenstockServer.StartAsync(Reachable);
        await MakeAsync(penstock, upstream, "chat");

        var (status, error) = await SendAsync(penstock, "DELETE", "providers/acme");

        Assert.Equal((409, "in_use"), (status, (string)error["code"]!));
        Assert.Contains("model 'chat'", (string)error["detail"]!);
        Assert.Equal(204, (await SendAsync(penstock, "DELETE", "models/chat")).Status);
        Assert.Equal(404, await ChatAsync(penstock, "chat"));
        Assert.Equal(204, (await SendAsync(penstock, "DELETE", "providers/acme")).Status);
    }

    [Fact]
    public async Task A_declaration_is_rolled_back_with_a_body_and_compared_also_where_its_id_holds_a_slash()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        await using var penstock = await PenstockServer.StartAsync(Reachable);
        await MakeAsync(penstock, upstream, "acme/chat");
        await SendAsync(penstock, "PATCH", "models/acme/chat", """{"targets":[{"provider":"acme","model":"no-such-model"}]}""");
        Assert.NotEqual(200, await ChatAsync(penstock, "acme/chat"));

        var (_, compared) = await SendAsync(penstock, "GET", "models/acme/chat/versions/2?against=1");
        var (status, back) = await SendAsync(penstock, "POST", "models/acme/chat/rollback", """{"version":1}""");

        Assert.Equal("targets", (string)compared["changes"]![0]!["path"]!);
        Assert.Equal((200, 3L), (status, (long)back["version"]!));
        Assert.Equal(200, await ChatAsync(penstock, "acme/chat"));

        // Without a body it is the release that goes back, and this model has no versions.
        Assert.Equal(409, (await SendAsync(penstock, "POST", "models/acme/chat/rollback", "")).Status);
    }

    [Theory]
    [InlineData("models", """{"id":"m","targets":[{"provider":"nobody","model":"x"}]}""", "targets.0.provider")]
    [InlineData("models", """{"id":"m","onnx":"/etc/passwd"}""", "onnx")]
    [InlineData("models", """{"id":"guide","targets":[{"provider":"nobody","model":"x"}]}""", null)]
    [InlineData("providers", """{"id":"p","dialect":"openai","base_url":"http://10.0.0.7:8000/v1"}""", "base_url")]
    [InlineData("providers", """{"id":"p","dialect":"openai","base_url":"http://169.254.169.254/v1"}""", "base_url")]
    [InlineData("providers", """{"id":"p","dialect":"openai","base_url":"https://llm.example.com/v1","api_key":"sk-literal-0123456789abcdef"}""", "api_key")]
    [InlineData("providers", """{"id":"p","like":"vertex","project":"x","credentials_file":"/etc/passwd"}""", "credentials_file")]
    [InlineData("providers", """{"id":"p","dialect":"json-service","base_url":"https://llm.example.com","openapi":"file:/etc/passwd"}""", "openapi")]
    [InlineData("providers", """{"id":"azure","base_url":"https://evil.example.com/"}""", "")]
    public async Task What_only_the_operator_may_say_is_refused_and_takes_nothing(string kind, string body, string? path)
    {
        await using var penstock = await PenstockServer.StartAsync();

        var (status, error) = await SendAsync(penstock, "POST", kind, body);

        Assert.Equal(path is null ? 409 : 422, status);
        if (path is not null)
        {
            Assert.Contains(path, error["errors"]!.AsArray().Select(one => (string)one!["path"]!));
        }

        Assert.DoesNotContain("sk-literal", error.ToJsonString());
        Assert.Equal(404, (await SendAsync(penstock, "GET", $"{kind}/{(string)JsonNode.Parse(body)!["id"]!}x")).Status);
    }

    [Fact]
    public async Task What_the_file_declares_is_read_only_and_what_it_takes_away_takes_nothing_else_down()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        using var folder = new TemporaryFolder();
        var yaml = Reachable + PenstockServer.Yaml(upstream, ("filed", "synthetic:unary:10"));
        await using (var penstock = await PenstockServer.StartAsync(yaml, folder: folder.Root))
        {
            Assert.Equal(409, (await SendAsync(penstock, "PATCH", "models/filed", """{"owner":"me"}""")).Status);
            var (status, provider) = await SendAsync(penstock, "GET", "providers/up");
            Assert.Equal(200, status);
            Assert.DoesNotContain("sk-upstream-0123456789", provider.ToJsonString());
            await MakeAsync(penstock, upstream, "kept");
            Assert.Equal(201, (await SendAsync(penstock, "POST", "models", """{"id":"orphan","targets":[{"provider":"up","model":"synthetic:unary:10"}]}""")).Status);
            Assert.Equal(200, await ChatAsync(penstock, "orphan"));
        }

        await using var again = await PenstockServer.StartAsync(Reachable, folder: folder.Root);
        Assert.Equal(200, await ChatAsync(again, "kept"));
        Assert.Equal(503, await ChatAsync(again, "orphan"));
    }

    [Fact]
    public async Task A_dry_run_takes_nothing_into_effect()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        await using var penstock = await PenstockServer.StartAsync(Reachable);
        await MakeAsync(penstock, upstream, "chat");

        Assert.Equal(200, (await SendAsync(penstock, "DELETE", "models/chat?dry_run=true")).Status);

        Assert.Equal(200, await ChatAsync(penstock, "chat"));
    }

    [Fact]
    public async Task A_draft_is_called_by_those_who_may_change_models_and_seen_by_nobody_else()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        await using var penstock = await PenstockServer.StartAsync(Reachable);
        await MakeAsync(penstock, upstream, "chat", "\"state\":\"draft\"");
        var made = await penstock.Client.SendReplyAsync("POST", "api/v1/keys", """{"name":"anybody's"}""");
        using var anybody = penstock.NewClient(made.At("key"));

        Assert.Equal(200, await ChatAsync(penstock, "chat"));
        Assert.Equal(404, (await anybody.SendReplyAsync("POST", "v1/chat/completions", Chat("chat"))).Status);
        Assert.Equal(404, (await anybody.GetReplyAsync("models/chat")).Status);
        Assert.DoesNotContain("\"chat\"", (await anybody.GetReplyAsync("v1/models")).Text);
    }

    [Fact]
    public async Task Answers_of_a_deprecated_model_say_so_and_a_retired_one_names_its_successor()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        await using var penstock = await PenstockServer.StartAsync(Reachable);
        await MakeAsync(penstock, upstream, "old", "\"state\":\"deprecated\",\"deprecated_at\":\"2026-12-01\",\"sunset_at\":\"2027-03-01\",\"successor\":\"acme/new\"");

        var answer = await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Chat("old"));
        Assert.Equal(("@1796083200", "Mon, 01 Mar 2027 00:00:00 GMT", "</models/acme%2Fnew>; rel=\"successor-version\""), (answer.Header("Deprecation"), answer.Header("Sunset"), answer.Header("Link")));
        Assert.Equal("deprecated", (await penstock.Client.GetReplyAsync("models/old")).At("state"));

        Assert.Equal(200, (await SendAsync(penstock, "PATCH", "models/old", """{"state":"retired"}""")).Status);
        var refused = await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Chat("old"));
        Assert.Equal((404, "model_not_found"), (refused.Status, refused.At("error.code")));
        Assert.Contains("'acme/new'", refused.At("error.message"));
        Assert.Equal(422, (await SendAsync(penstock, "PATCH", "models/old", """{"state":"deprecated","deprecated_at":null}""")).Status);
    }

    [Fact]
    public async Task The_old_name_of_a_renamed_model_leads_to_the_new_one()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        await using var penstock = await PenstockServer.StartAsync(Reachable);
        await MakeAsync(penstock, upstream, "acme/new", "\"renamed_from\":[\"old\"]");

        var read = await penstock.Client.GetReplyAsync("models/old");
        var called = await penstock.Client.SendReplyAsync("POST", "models/old/converse?x=1", """{"messages":[{"role":"user","content":"hello"}]}""");
        var named = await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Chat("old"));
        var managed = await penstock.Client.GetReplyAsync("api/v1/models/old");

        Assert.Equal((301, "/models/acme%2Fnew"), (read.Status, read.Header("Location")));
        Assert.Equal((308, "/models/acme%2Fnew/converse?x=1"), (called.Status, called.Header("Location")));
        Assert.Equal((404, null), (named.Status, named.Header("Location")));
        Assert.Contains("'acme/new'", named.At("error.message"));
        Assert.Equal((301, "/api/v1/models/acme%2Fnew"), (managed.Status, managed.Header("Location")));
    }

    [Fact]
    public async Task The_catalogue_tells_what_people_have_to_know_and_keeps_the_contract_to_those_who_see_declarations()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        await using var penstock = await PenstockServer.StartAsync(Reachable);
        await MakeAsync(penstock, upstream, "chat", "\"licence\":\"mit\",\"quality_notes\":\"good\",\"contract_notes\":\"until 2027\",\"data_classes\":[\"public\"],\"owner\":\"ada\"");

        var shown = await penstock.Client.GetReplyAsync("models/chat");

        Assert.Equal(("mit", "good", "ada"), (shown.At("licence"), shown.At("quality_notes"), shown.At("owner")));
        Assert.Contains("\"regions\":[\"eu-west\"]", shown.Text);
        Assert.Contains("\"data_classes\":[\"public\"]", shown.Text);
        Assert.DoesNotContain("until 2027", shown.Text);
        Assert.Equal("until 2027", (string)(await SendAsync(penstock, "GET", "models/chat")).Body["contract_notes"]!);
        Assert.Single((await SendAsync(penstock, "GET", "models?data_classes=public")).Body["data"]!.AsArray());
    }

    // A provider `acme` that is the stand-in, and a model there.
    private static async Task MakeAsync(PenstockServer penstock, UpstreamServer upstream, string model, string? more = null)
    {
        var provider = await SendAsync(penstock, "POST", "providers", $$"""{"id":"acme","dialect":"openai","base_url":"{{upstream.BaseAddress}}v1","region":"eu-west"}""");
        Assert.True(provider.Status == 201, provider.Body.ToJsonString());
        var made = await SendAsync(penstock, "POST", "models", $$"""{"id":"{{model}}","targets":[{"provider":"acme","model":"synthetic:unary:10"}]{{(more is null ? "" : "," + more)}}}""");
        Assert.True(made.Status == 201, made.Body.ToJsonString());
    }

    private static async Task<int> ChatAsync(PenstockServer penstock, string model) => (await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Chat(model))).Status;

    private static string Chat(string model) => $$"""{"model":"{{model}}","messages":[{"role":"user","content":"hello"}]}""";

    private static async Task<(int Status, JsonNode Body)> SendAsync(PenstockServer penstock, string verb, string path, string? body = null)
    {
        var reply = await penstock.Client.SendReplyAsync(verb, "api/v1/" + path, body is null ? null : Encoding.UTF8.GetBytes(body));
        return (reply.Status, reply.Text.Length == 0 ? new JsonObject() : JsonNode.Parse(reply.Text)!);
    }
}
