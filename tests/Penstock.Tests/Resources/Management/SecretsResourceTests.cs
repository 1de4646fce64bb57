using System.Text.Json.Nodes;
using Penstock.Tests.Gateways;
using Xunit;

namespace Penstock.Tests.Resources.Management;

/// <summary>Complaint G27 of gateways.md, section 5: secrets that an answer showed, or that a mask was written over.</summary>
public sealed class SecretsResourceTests
{
    private const string Value = "sk-the-value-that-nobody-reads";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_secret_is_stored_replaced_and_deleted_and_its_value_never_comes_back()
    {
        await using var penstock = await PenstockServer.StartAsync();
        var made = await penstock.Client.SendReplyAsync("POST", "api/v1/secrets", $$"""{"name":"openai","value":"{{Value}}","description":"for search"}""");
        var listed = await penstock.Client.GetReplyAsync("api/v1/secrets");
        var changed = await penstock.Client.SendReplyAsync("PUT", "api/v1/secrets/openai", $$"""{"value":"{{Value}}2"}""");
        var read = await penstock.Client.GetReplyAsync("api/v1/secrets/openai");

        Assert.Equal((201, "/api/v1/secrets/openai", "\"1\"", "secret:db/openai", "1"), (made.Status, made.Header("Location"), made.Header("ETag"), made.At("reference"), made.At("version")));
        Assert.Equal((200, "openai", "readable"), (listed.Status, listed.At("data.0.name"), listed.At("data.0.state")));
        Assert.Equal((200, "2", "for search"), (changed.Status, changed.At("version"), changed.At("description")));
        Assert.All(new[] { made, listed, changed, read }, reply => Assert.DoesNotContain("nobody-reads", reply.Text, StringComparison.Ordinal));
        Assert.Equal(204, (await penstock.Client.SendReplyAsync("DELETE", "api/v1/secrets/openai", (byte[]?)null)).Status);
        Assert.Equal(404, (await penstock.Client.GetReplyAsync("api/v1/secrets/openai")).Status);

        var trail = (await penstock.Client.GetReplyAsync("api/v1/audit-events")).Text;
        Assert.All(new[] { "secret.create", "secret.replace", "secret.delete" }, action => Assert.Contains(action, trail, StringComparison.Ordinal));
        Assert.DoesNotContain("nobody-reads", trail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_mistake_comes_at_once_and_none_repeats_what_was_sent()
    {
        await using var penstock = await PenstockServer.StartAsync();
        var reply = await penstock.Client.SendReplyAsync("POST", "api/v1/secrets", $$"""{"name":"Open AI","value":" {{Value}}\n","vaule":"{{Value}}","description":7}""");

        Assert.Equal(422, reply.Status);
        Assert.All(new[] { "name", "value", "vaule", "description" }, member => Assert.Contains($"\"{member}\"", reply.Text, StringComparison.Ordinal));
        Assert.DoesNotContain("nobody-reads", reply.Text, StringComparison.Ordinal);
        Assert.Equal(422, (await penstock.Client.SendReplyAsync("POST", "api/v1/secrets", """{"name":"a"}""")).Status);
        Assert.Equal(404, (await penstock.Client.SendReplyAsync("PUT", "api/v1/secrets/none", """{"value":"x"}""")).Status);
        Assert.Equal(400, (await penstock.Client.GetReplyAsync("api/v1/secrets?limit=0")).Status);
    }

    [Fact]
    public async Task What_is_there_already_is_409_and_a_lost_update_412()
    {
        await using var penstock = await PenstockServer.StartAsync();
        const string Body = """{"name":"a","value":"x"}""";
        Assert.Equal(201, (await penstock.Client.SendReplyAsync("POST", "api/v1/secrets", Body)).Status);
        Assert.Equal(409, (await penstock.Client.SendReplyAsync("POST", "api/v1/secrets", Body)).Status);
        Assert.Equal(200, (await penstock.Client.SendReplyAsync("PUT", "api/v1/secrets/a", """{"value":"y"}""", ("If-Match", "\"1\""))).Status);
        Assert.Equal(412, (await penstock.Client.SendReplyAsync("PUT", "api/v1/secrets/a", """{"value":"z"}""", ("If-Match", "\"1\""))).Status);
        Assert.Equal(412, (await penstock.Client.SendReplyAsync("DELETE", "api/v1/secrets/a", (byte[]?)null, ("If-Match", "\"1\""))).Status);
    }

    [Fact]
    public async Task A_list_is_paged_and_filtered_by_the_beginning_of_names()
    {
        await using var penstock = await PenstockServer.StartAsync();
        foreach (var name in new[] { "b2", "a", "b1", "b3" })
        {
            await penstock.Client.SendReplyAsync("POST", "api/v1/secrets", $$"""{"name":"{{name}}","value":"x"}""");
        }

        var first = await penstock.Client.GetReplyAsync("api/v1/secrets?prefix=b&limit=2");
        var second = await penstock.Client.GetReplyAsync($"api/v1/secrets?prefix=b&limit=2&cursor={first.At("next_cursor")}");

        Assert.Equal(("b1", "b2", "b3", null), (first.At("data.0.name"), first.At("data.1.name"), second.At("data.0.name"), second.At("next_cursor")));
    }

    [Fact]
    public async Task A_key_without_the_permission_is_refused()
    {
        await using var penstock = await PenstockServer.StartAsync();
        var made = await penstock.Client.SendReplyAsync("POST", "api/v1/keys", """{"name":"nobody"}""");
        using var client = penstock.NewClient(made.At("key"));

        Assert.Equal(403, (await client.GetReplyAsync("api/v1/secrets")).Status);
        Assert.Equal(403, (await client.SendReplyAsync("POST", "api/v1/secrets", """{"name":"a","value":"x"}""")).Status);
        Assert.Equal(403, (await client.SendReplyAsync("POST", "api/v1/secret-rewraps", (byte[]?)null)).Status);
        Assert.Equal(403, (await client.GetReplyAsync("api/v1/secret-stores")).Status);
    }

    [Fact]
    public async Task A_changed_secret_is_used_by_the_next_call_and_one_in_use_is_not_deleted()
    {
        await using var provider = await Secrets.EchoProvider.StartAsync();
        await using var penstock = await PenstockServer.StartAsync($$"""
            providers:
              up: { dialect: openai, base_url: "{{provider.Address}}v1", api_key: "secret:db/openai", headers: { x-extra: "secret:db/extra#inner" } }
            models:
              chat: { targets: [ { provider: up, model: fine } ] }
            """);
        const string Chat = """{"model":"chat","messages":[{"role":"user","content":"x"}]}""";
        var without = await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Chat);
        Assert.Equal(502, without.Status);
        Assert.Contains("there is no such secret", without.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await penstock.Client.SendReplyAsync("POST", "models/iris/invoke", """{"sepal_length":5.1,"sepal_width":3.5,"petal_length":1.4,"petal_width":0.2}""")).Status);
        var stores = JsonNode.Parse((await penstock.Client.GetReplyAsync("api/v1/secret-stores")).Text)!;
        Assert.Contains(stores["data"]!.AsArray(), store => (string)store!["name"]! == "db" && (string)store["troubles"]![0]!["kind"]! == "not_found");

        await penstock.Client.SendReplyAsync("POST", "api/v1/secrets", """{"name":"openai","value":"sk-first"}""");
        await penstock.Client.SendReplyAsync("POST", "api/v1/secrets", """{"name":"extra","value":"{\"inner\":\"one\"}"}""");
        Assert.Equal(200, (await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Chat)).Status);
        await penstock.Client.SendReplyAsync("PUT", "api/v1/secrets/openai", """{"value":"sk-second"}""");
        Assert.Equal(200, (await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Chat)).Status);

        Assert.Equal(["Bearer sk-first one", "Bearer sk-second one"], provider.Requests.Select(asked => $"{asked.Headers["authorization"]} {asked.Headers["x-extra"]}"));
        var refused = await penstock.Client.SendReplyAsync("DELETE", "api/v1/secrets/openai", (byte[]?)null);
        Assert.Equal(409, refused.Status);
        Assert.Contains("providers.up.api_key (penstock.yaml:2)", refused.Text, StringComparison.Ordinal);
        Assert.Equal("providers.up.headers.x-extra (penstock.yaml:2)", (await penstock.Client.GetReplyAsync("api/v1/secrets/extra")).At("used_by.0"));
    }

    [Fact]
    public async Task A_key_that_the_provider_refuses_is_read_anew_and_the_call_is_sent_once_more()
    {
        var good = "sk-first";
        await using var provider = await OtherHost.StartAsync((http, asked) =>
        {
            http.Response.StatusCode = asked.Headers["authorization"] == "Bearer " + good ? 200 : 401;
            http.Response.ContentType = "application/json";
            return http.Response.Body.WriteAsync("""{"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"fine"}}]}"""u8.ToArray(), Ct).AsTask();
        });
        var folder = Directory.CreateTempSubdirectory("penstock-rotated-").FullName;
        var file = Path.Combine(folder, "key");
        await File.WriteAllTextAsync(file, good, Ct);
        await using var penstock = await PenstockServer.StartAsync($$"""
            secrets: { stores: { file: { path: "{{folder}}", cache: 1h } } }
            providers: { up: { dialect: openai, base_url: "{{provider.Address}}v1", api_key: "secret:file/key" } }
            models: { chat: { targets: [ { provider: up, model: m } ] } }
            """);
        const string Chat = """{"model":"chat","messages":[{"role":"user","content":"x"}]}""";
        Assert.Equal(200, (await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Chat)).Status);

        good = "sk-second";
        await File.WriteAllTextAsync(file, good, Ct);
        Assert.Equal(200, (await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Chat)).Status);
        Assert.Equal(["Bearer sk-first", "Bearer sk-first", "Bearer sk-second"], provider.Requests.Select(asked => asked.Headers["authorization"]));

        // Not for every call that is refused.
        good = "sk-third";
        Assert.Equal(502, (await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Chat)).Status);
        Assert.True(provider.Requests.Count <= 5);
        Directory.Delete(folder, recursive: true);
    }
}
