using System.Globalization;
using Penstock.Gateways.Notices;
using Penstock.Tests.Gateways;
using Penstock.Tests.Secrets;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Resources.Management;

/// <summary>References to secrets, wherever one may stand: resolved by one book, without a restart, and not to what is not there.</summary>
public sealed class SecretReferencesTests
{
    private const string Chat = """{"model":"chat","messages":[{"role":"user","content":"x"}]}""";
    private const string Long = "a-secret-of-at-least-thirty-two-bytes";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_provider_of_the_API_is_called_with_its_secret_and_with_the_next_one_after_a_rotation()
    {
        await using var provider = await EchoProvider.StartAsync();
        await using var penstock = await PenstockServer.StartAsync("server: { reachable_networks: [\"127.0.0.0/8\"] }\n");
        var client = penstock.Client;
        await StoreAsync(client, "acme", "sk-first");
        Assert.Equal(201, (await client.SendReplyAsync("POST", "api/v1/providers", Provider(provider, "acme", "secret:db/acme"))).Status);
        Assert.Equal(201, (await client.SendReplyAsync("POST", "api/v1/models", """{"id":"chat","targets":[{"provider":"acme","model":"fine"}]}""")).Status);

        Assert.Equal(200, (await client.SendReplyAsync("POST", "v1/chat/completions", Chat)).Status);
        Assert.Equal(200, (await client.SendReplyAsync("PUT", "api/v1/secrets/acme", """{"value":"sk-second"}""")).Status);
        Assert.Equal(200, (await client.SendReplyAsync("POST", "v1/chat/completions", Chat)).Status);

        Assert.Equal(["Bearer sk-first", "Bearer sk-second"], provider.Requests.Select(asked => asked.Headers["authorization"]));
        var used = await client.SendReplyAsync("DELETE", "api/v1/secrets/acme", (byte[]?)null);
        Assert.Equal(409, used.Status);
        Assert.Contains("provider 'acme' (api_key)", used.Text, StringComparison.Ordinal);
        Assert.Equal("provider 'acme' (api_key)", (await client.GetReplyAsync("api/v1/secrets/acme")).At("used_by.0"));

        Assert.Equal(204, (await client.SendReplyAsync("DELETE", "api/v1/models/chat", (byte[]?)null)).Status);
        Assert.Equal(204, (await client.SendReplyAsync("DELETE", "api/v1/providers/acme", (byte[]?)null)).Status);
        Assert.Equal(204, (await client.SendReplyAsync("DELETE", "api/v1/secrets/acme", (byte[]?)null)).Status);
    }

    [Fact]
    public async Task What_the_API_declares_is_in_use_after_a_restart_too()
    {
        await using var provider = await EchoProvider.StartAsync();
        var folder = Directory.CreateTempSubdirectory("penstock-references-").FullName;
        try
        {
            const string Yaml = "server: { reachable_networks: [\"127.0.0.0/8\"] }\n";
            await using (var first = await PenstockServer.StartAsync(Yaml, folder: folder))
            {
                await StoreAsync(first.Client, "acme", "sk-first");
                await StoreAsync(first.Client, "shared", Long);
                await first.Client.SendReplyAsync("POST", "api/v1/providers", Provider(provider, "acme", "secret:db/acme"));
                Assert.Equal(201, (await first.Client.SendReplyAsync("POST", "api/v1/issuers", """{"id":"corp","url":"https://login.example.com","audiences":["a"],"shared_secret":"secret:db/shared"}""")).Status);
            }

            await using var again = await PenstockServer.StartAsync(Yaml, folder: folder);
            Assert.Equal("provider 'acme' (api_key)", (await again.Client.GetReplyAsync("api/v1/secrets/acme")).At("used_by.0"));
            Assert.Equal("issuer 'corp' (shared_secret)", (await again.Client.GetReplyAsync("api/v1/secrets/shared")).At("used_by.0"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("secret:db/acne", "api_key", "There is no secret 'acne' in the database. Store it with POST /api/v1/secrets.")]
    [InlineData("secret:bd/acme", "api_key", "There is no secret store 'bd'. Declare it under secrets.stores. Did you mean `db`?")]
    [InlineData("secret:env/PATH", "api_key", "What the management API declares may not name secret:env/PATH.")]
    public async Task A_secret_that_is_not_there_is_refused_with_its_place_and_what_to_do(string reference, string path, string message)
    {
        await using var provider = await EchoProvider.StartAsync();
        await using var penstock = await PenstockServer.StartAsync("server: { reachable_networks: [\"127.0.0.0/8\"] }\n");

        var made = await penstock.Client.SendReplyAsync("POST", "api/v1/providers", Provider(provider, "acme", reference));
        var issuer = await penstock.Client.SendReplyAsync("POST", "api/v1/issuers", $$$"""{"url":"https://login.example.com","login":{"client_id":"p","client_secret":"{{{reference}}}"}}""");

        Assert.Equal((422, path), (made.Status, made.At("errors.0.path")));
        Assert.StartsWith(message, made.At("errors.0.message")!, StringComparison.Ordinal);
        Assert.Equal((422, "login.client_secret"), (issuer.Status, issuer.At("errors.0.path")));

        // Nothing is left of what was only looked for.
        Assert.DoesNotContain(reference, (await penstock.Client.GetReplyAsync("api/v1/secret-stores")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_issuer_takes_what_is_signed_with_the_secret_of_now()
    {
        await using var issuer = await LoginStandIn.StartAsync(Long);
        await using var penstock = await PenstockServer.StartAsync($"issuers: {{ corp: {{ url: \"{issuer.Url}\", audiences: calls, shared_secret: \"secret:db/shared\", roles: viewer }} }}\n");
        var first = issuer.Token("calls");
        Assert.Equal(503, await MeAsync(penstock, first));
        await StoreAsync(penstock.Client, "shared", Long);

        Assert.Equal(200, await MeAsync(penstock, first));
        issuer.SharedSecret = "the-next-secret-of-at-least-32-bytes";
        var second = issuer.Token("calls");
        Assert.Equal(401, await MeAsync(penstock, second));
        Assert.Equal(200, (await penstock.Client.SendReplyAsync("PUT", "api/v1/secrets/shared", $$"""{"value":"{{issuer.SharedSecret}}"}""")).Status);

        Assert.Equal((401, 200), (await MeAsync(penstock, first), await MeAsync(penstock, second)));
        await penstock.Client.SendReplyAsync("PUT", "api/v1/secrets/shared", """{"value":"too-short"}""");
        Assert.Equal(503, await MeAsync(penstock, second));
        Assert.Contains("issuers.corp.shared_secret", (await penstock.Client.SendReplyAsync("DELETE", "api/v1/secrets/shared", (byte[]?)null)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_shows_the_issuer_the_client_secret_of_now()
    {
        await using var issuer = await LoginStandIn.StartAsync(Long);
        await using var penstock = await PenstockServer.StartAsync(
            $"server: {{ public_url: \"https://penstock.test\" }}\nissuers: {{ corp: {{ url: \"{issuer.Url}\", shared_secret: \"{Long}\", login: {{ client_id: penstock, client_secret: \"secret:db/client\" }}, roles: viewer }} }}\n");
        await StoreAsync(penstock.Client, "client", "the-first");
        issuer.ClientSecret = "the-first";
        Assert.Equal(303, (await LogInAsync(penstock, issuer)).Status);

        issuer.ClientSecret = "the-second";
        Assert.Equal(502, (await LogInAsync(penstock, issuer)).Status);
        await penstock.Client.SendReplyAsync("PUT", "api/v1/secrets/client", """{"value":"the-second"}""");

        Assert.Equal(303, (await LogInAsync(penstock, issuer)).Status);
        Assert.Contains("issuers.corp.login.client_secret", (await penstock.Client.SendReplyAsync("DELETE", "api/v1/secrets/client", (byte[]?)null)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notices_are_signed_with_the_secret_of_now_and_never_sent_without()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        await using var penstock = await PenstockServer.StartAsync($$"""
            providers: { up: { dialect: openai, base_url: "{{upstream.BaseAddress}}v1", api_key: sk-0123456789 } }
            models: { chat: { targets: [ { provider: up, model: "synthetic:unary:300" } ], price: { rates: { input_mtok: 1, output_mtok: 2 } } } }
            budgets: { house: { amount: 0.005, thresholds: [3], webhook: "{{upstream.BaseAddress}}notice" } }
            webhooks: { secret: "secret:db/hook" }

            """);
        Assert.Equal(200, (await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Chat)).Status);
        Assert.DoesNotContain(upstream.Requests, request => request.Target.EndsWith("/notice", StringComparison.Ordinal));
        await StoreAsync(penstock.Client, "hook", "hush-hush-hush-hush");

        var notice = await upstream.WaitForRequestAsync(request => request.Target.EndsWith("/notice", StringComparison.Ordinal));

        var signature = notice.Headers[BudgetNotices.SignatureHeader];
        var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(signature.Split(',')[0][2..], CultureInfo.InvariantCulture));
        Assert.Equal(BudgetNotices.Signature("hush-hush-hush-hush", at, notice.Body), signature);
    }

    private static async Task<Reply> LogInAsync(PenstockServer penstock, LoginStandIn issuer)
    {
        using var browser = penstock.NewClient(null);
        var sent = await browser.GetReplyAsync("auth/login");
        var to = new Uri(sent.Header("location")!);
        var state = System.Web.HttpUtility.ParseQueryString(to.Query)["state"];
        return await browser.GetReplyAsync($"auth/callback?state={state}&code={issuer.Admit(to, "a-code")}", ("Cookie", sent.Headers.GetValues("Set-Cookie").Single().Split(';')[0]));
    }

    private static async Task<int> MeAsync(PenstockServer penstock, string token)
    {
        using var client = penstock.NewClient(token);
        return (await client.GetReplyAsync("api/v1/me")).Status;
    }

    private static async Task StoreAsync(HttpClient client, string name, string value) =>
        Assert.Equal(201, (await client.SendReplyAsync("POST", "api/v1/secrets", $$"""{"name":"{{name}}","value":"{{value}}"}""")).Status);

    private static string Provider(OtherHost provider, string id, string key) => $$"""{"id":"{{id}}","dialect":"openai","base_url":"{{provider.Address}}v1","api_key":"{{key}}"}""";
}
