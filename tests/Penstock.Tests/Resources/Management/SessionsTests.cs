using Penstock.Tests.Secrets;
using Xunit;

namespace Penstock.Tests.Resources.Management;

/// <summary>The sessions of browsers: seen and ended by whose they are, and by those who may see and change users.</summary>
public sealed class SessionsTests
{
    private const string Secret = "a-secret-of-at-least-thirty-two-bytes";

    [Fact]
    public async Task One_sees_and_ends_ones_own_and_an_administrator_everybodys()
    {
        await using var issuer = await LoginStandIn.StartAsync(Secret);
        await using var penstock = await StartAsync(issuer);
        using var browser = penstock.NewClient(null);
        var (first, second) = (await LogInAsync(browser, issuer), await LogInAsync(browser, issuer));

        var own = await browser.GetReplyAsync("api/v1/sessions", ("Cookie", first));
        var all = await penstock.Client.GetReplyAsync("api/v1/sessions");

        Assert.Equal((200, "True", "False", "Ada", "corp"), (own.Status, own.At("data.0.current"), own.At("data.1.current"), own.At("data.0.name"), own.At("data.0.issuer")));
        Assert.Equal((own.At("data.0.id"), own.At("data.1.id"), "False"), (all.At("data.0.id"), all.At("data.1.id"), all.At("data.0.current")));
        Assert.DoesNotContain(first.Split('=')[1], own.Text, StringComparison.Ordinal);
        Assert.Equal("[]", (await penstock.Client.GetReplyAsync("api/v1/sessions?user=nobody")).At("data"));

        var ended = await penstock.Client.SendReplyAsync("DELETE", $"api/v1/sessions/{own.At("data.1.id")}", (byte[]?)null);
        Assert.Equal((204, 401, 200), (ended.Status, (await browser.GetReplyAsync("api/v1/me", ("Cookie", second))).Status, (await browser.GetReplyAsync("api/v1/me", ("Cookie", first))).Status));
        Assert.Equal(404, (await penstock.Client.SendReplyAsync("DELETE", $"api/v1/sessions/{own.At("data.1.id")}", (byte[]?)null)).Status);
        var trail = await penstock.Client.GetReplyAsync("api/v1/audit-events?action=session.end");
        Assert.Equal((own.At("data.1.id"), "key_admin"), (trail.At("data.0.target"), trail.At("data.0.actor")));
    }

    [Fact]
    public async Task Nobody_sees_or_ends_anothers_without_the_permission()
    {
        await using var issuer = await LoginStandIn.StartAsync(Secret);
        await using var penstock = await StartAsync(issuer);
        using var browser = penstock.NewClient(null);
        var session = await LogInAsync(browser, issuer);
        var id = (await browser.GetReplyAsync("api/v1/sessions", ("Cookie", session))).At("data.0.id");

        foreach (var (permissions, seen, ended) in new[] { ("calls:make", false, 404), ("users:read", true, 403) })
        {
            var name = permissions.Replace(':', '-');
            Assert.Equal(201, (await penstock.Client.SendReplyAsync("POST", "api/v1/roles", $$"""{"id":"{{name}}","permissions":["{{permissions}}"]}""")).Status);
            Assert.Equal(201, (await penstock.Client.SendReplyAsync("POST", "api/v1/users", $$"""{"id":"{{name}}","roles":["{{name}}"]}""")).Status);
            using var other = penstock.NewClient((await penstock.Client.SendReplyAsync("POST", "api/v1/keys", $$$"""{"name":"k","owner":{"user":"{{{name}}}"}}""")).At("key"));

            var list = await other.GetReplyAsync("api/v1/sessions");
            var end = await other.SendReplyAsync("DELETE", $"api/v1/sessions/{id}", (byte[]?)null);

            Assert.Equal((200, seen, ended), (list.Status, list.Text.Contains(id!, StringComparison.Ordinal), end.Status));
        }

        using var nobody = penstock.NewClient(null);
        Assert.Equal(401, (await nobody.GetReplyAsync("api/v1/sessions")).Status);
        Assert.Equal(200, (await browser.GetReplyAsync("api/v1/me", ("Cookie", session))).Status);
    }

    [Fact]
    public async Task Who_is_switched_off_is_in_no_session_any_more()
    {
        await using var issuer = await LoginStandIn.StartAsync(Secret);
        await using var penstock = await StartAsync(issuer);
        using var browser = penstock.NewClient(null);
        var session = await LogInAsync(browser, issuer);
        var user = (await browser.GetReplyAsync("api/v1/me", ("Cookie", session))).At("id");

        Assert.Equal(200, (await penstock.Client.SendReplyAsync("PATCH", $"api/v1/users/{user}", """{"active":false}""")).Status);

        Assert.Equal(401, (await browser.GetReplyAsync("api/v1/me", ("Cookie", session))).Status);
    }

    private static Task<PenstockServer> StartAsync(LoginStandIn issuer) => PenstockServer.StartAsync(
        $"server: {{ public_url: \"https://penstock.test\" }}\nissuers: {{ corp: {{ url: \"{issuer.Url}\", shared_secret: \"{Secret}\", login: {{ client_id: penstock }}, roles: viewer }} }}\n");

    private static async Task<string> LogInAsync(HttpClient browser, LoginStandIn issuer)
    {
        var sent = await browser.GetReplyAsync("auth/login");
        var to = new Uri(sent.Header("location")!);
        var state = System.Web.HttpUtility.ParseQueryString(to.Query)["state"];
        var back = await browser.GetReplyAsync($"auth/callback?state={state}&code={issuer.Admit(to, "a-code")}", ("Cookie", sent.Headers.GetValues("Set-Cookie").Single().Split(';')[0]));
        Assert.Equal(303, back.Status);
        return back.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]).Single(cookie => cookie.StartsWith("__Host-penstock-session=", StringComparison.Ordinal));
    }
}
