using System.Text;
using System.Text.Json.Nodes;
using Penstock.Tests.Resources;
using Penstock.Tests.Secrets;
using Xunit;

namespace Penstock.Tests.Complaints;

/// <summary>
/// Complaint G27 of gateways.md, section 5: a console read a thing with its key masked, sent it back, and the mask was written over the key. What a GET has shown is
/// sent back as it is, to every kind that has a secret or stands for one: the secret is as it was, or the answer is a refusal.
/// </summary>
public sealed class SentBackTests
{
    private const string Chat = """{"model":"MODEL","messages":[{"role":"user","content":"x"}]}""";

    [Fact]
    public async Task A_provider_that_is_sent_back_as_it_was_shown_keeps_its_key()
    {
        await using var provider = await EchoProvider.StartAsync();
        await using var penstock = await PenstockServer.StartAsync($$"""
            server: { reachable_networks: [127.0.0.0/8] }
            providers:
              filed:
                dialect: openai
                base_url: "{{provider.Address}}v1"
                api_key: "sk-the-real-one-0123456789"
                headers: { x-extra-key: "the-real-header-0123456789" }
            models: { filed: { targets: [ { provider: filed, model: fine } ] } }
            """);
        await MakeAsync(penstock, "secrets", """{"name":"acme","value":"sk-the-kept-one-0123456789"}""");
        await MakeAsync(penstock, "providers", $$"""{"id":"acme","dialect":"openai","base_url":"{{provider.Address}}v1","api_key":"secret:db/acme","headers":{"x-extra-key":"secret:db/acme"} }""");
        await MakeAsync(penstock, "models", """{"id":"kept","targets":[{"provider":"acme","model":"fine"}]}""");

        var kept = await penstock.Client.GetReplyAsync("api/v1/providers/acme");
        var put = await penstock.Client.SendReplyAsync("PUT", "api/v1/providers/acme", kept.Text);
        var patched = await penstock.Client.SendReplyAsync("PATCH", "api/v1/providers/acme", kept.Text);
        var filed = await penstock.Client.GetReplyAsync("api/v1/providers/filed");

        Assert.Equal((200, 200), (put.Status, patched.Status));
        Assert.Equal((409, 409), (await SendAsync(penstock, "PUT", "providers/filed", filed.Text), await SendAsync(penstock, "PATCH", "providers/filed", filed.Text)));
        Assert.DoesNotContain("the-real", filed.Text, StringComparison.Ordinal);

        // A copy under another id, mask and all, is no provider with a mask for a key.
        var copy = JsonNode.Parse(filed.Text)!.AsObject();
        copy["id"] = "copied";
        var refused = await penstock.Client.SendReplyAsync("POST", "api/v1/providers", copy.ToJsonString());
        Assert.Equal(422, refused.Status);
        Assert.Contains("api_key", refused.Text, StringComparison.Ordinal);

        foreach (var model in new[] { "filed", "kept" })
        {
            Assert.Equal(200, (await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Chat.Replace("MODEL", model, StringComparison.Ordinal))).Status);
        }

        Assert.Equal(
            ["Bearer sk-the-real-one-0123456789 the-real-header-0123456789", "Bearer sk-the-kept-one-0123456789 sk-the-kept-one-0123456789"],
            provider.Requests.Select(asked => $"{asked.Headers["authorization"]} {asked.Headers["x-extra-key"]}"));
    }

    [Fact]
    public async Task A_secret_that_is_sent_back_as_it_was_shown_is_refused_and_stays()
    {
        await using var provider = await EchoProvider.StartAsync();
        await using var penstock = await PenstockServer.StartAsync($$"""
            providers: { up: { dialect: openai, base_url: "{{provider.Address}}v1", api_key: "secret:db/acme" } }
            models: { chat: { targets: [ { provider: up, model: fine } ] } }
            """);
        await MakeAsync(penstock, "secrets", """{"name":"acme","value":"sk-the-kept-one-0123456789"}""");

        var shown = await penstock.Client.GetReplyAsync("api/v1/secrets/acme");

        Assert.Equal(422, await SendAsync(penstock, "PUT", "secrets/acme", shown.Text));
        Assert.Equal(200, (await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Chat.Replace("MODEL", "chat", StringComparison.Ordinal))).Status);
        Assert.Equal("Bearer sk-the-kept-one-0123456789", Assert.Single(provider.Requests).Headers["authorization"]);
    }

    [Fact]
    public async Task A_key_that_is_sent_back_as_it_was_shown_is_the_same_key_or_a_refusal()
    {
        await using var penstock = await PenstockServer.StartAsync();
        var made = await penstock.Client.SendReplyAsync("POST", "api/v1/keys", """{"name":"a test","allowed_models":["iris"]}""");
        using var client = penstock.NewClient(made.At("key"));
        var shown = await penstock.Client.GetReplyAsync($"api/v1/keys/{made.At("id")}");

        foreach (var verb in new[] { "PUT", "PATCH" })
        {
            var status = await SendAsync(penstock, verb, $"keys/{made.At("id")}", shown.Text);
            Assert.True(status is 200 or 405 or 422, $"{verb} was answered {status}");
        }

        var now = await penstock.Client.GetReplyAsync($"api/v1/keys/{made.At("id")}");
        Assert.Equal((shown.At("prefix"), shown.At("allowed_models")), (now.At("prefix"), now.At("allowed_models")));
        Assert.Equal(200, (await client.GetReplyAsync("models/iris")).Status);
    }

    [Fact]
    public async Task An_issuer_that_is_sent_back_as_it_was_shown_is_no_issuer_with_a_mask_for_a_secret()
    {
        await using var penstock = await PenstockServer.StartAsync(
            """
            issuers:
              filed: { url: "https://login.example.com", audiences: a, shared_secret: "a-shared-secret-of-at-least-32-bytes", login: { client_id: p, client_secret: "the-secret-of-the-client" } }
            """);

        var shown = await penstock.Client.GetReplyAsync("api/v1/issuers/filed");
        var copy = JsonNode.Parse(shown.Text)!.AsObject();
        copy["id"] = "copied";
        var refused = await penstock.Client.SendReplyAsync("POST", "api/v1/issuers", copy.ToJsonString());

        Assert.DoesNotContain("at-least-32-bytes", shown.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("the-secret-of", shown.Text, StringComparison.Ordinal);
        Assert.Equal(409, await SendAsync(penstock, "PUT", "issuers/filed", shown.Text));
        Assert.Equal(422, refused.Status);
        Assert.Contains("shared_secret", refused.Text, StringComparison.Ordinal);
        Assert.Contains("login.client_secret", refused.Text, StringComparison.Ordinal);
    }

    private static async Task MakeAsync(PenstockServer penstock, string kind, string body)
    {
        var made = await penstock.Client.SendReplyAsync("POST", "api/v1/" + kind, body);
        Assert.True(made.Status == 201, made.Text);
    }

    private static async Task<int> SendAsync(PenstockServer penstock, string verb, string path, string body) =>
        (await penstock.Client.SendReplyAsync(verb, "api/v1/" + path, Encoding.UTF8.GetBytes(body))).Status;
}
