using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using Xunit;

namespace Penstock.Conformance.Oidc;

/// <summary>People who log in at a real OpenID provider.</summary>
public sealed class LoginTests
{
    private const string Session = "penstock-session";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Somebody_logs_in_and_is_known_by_name_groups_and_roles_until_the_logout()
    {
        await using var sso = await SsoServer.StartAsync(Ct);
        using var browser = new Browser();

        using var back = await browser.LogInAsync(new Uri(sso.Address + "/auth/login?issuer=corp&return_to=/api/v1/me"), "ada", Ct);
        var me = await back.Content.ReadFromJsonAsync<JsonObject>(Ct);

        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
        Assert.Equal("/api/v1/me", browser.At.AbsolutePath);
        Assert.Equal(("session", "Ada", "user"), ((string)me!["credential"]!, (string)me["name"]!, (string)me["kind"]!));
        Assert.Contains("engineering", me["teams"]!.AsArray().Select(team => (string)team!));
        Assert.Contains("developer", me["roles"]!.AsArray().Select(role => (string)role!));

        var csrf = (string)me["csrf_token"]!;
        using var forged = await browser.SendAsync(HttpMethod.Post, new Uri(sso.Address + "/auth/logout"), null, Ct);
        using var still = await browser.SendAsync(HttpMethod.Get, new Uri(sso.Address + "/api/v1/me"), null, Ct);
        using var gone = await browser.SendAsync(HttpMethod.Post, new Uri(sso.Address + "/auth/logout"), null, Ct, ("x-penstock-csrf", csrf), ("Origin", sso.Address), ("Sec-Fetch-Site", "same-origin"));
        using var nobody = await browser.SendAsync(HttpMethod.Get, new Uri(sso.Address + "/api/v1/me"), null, Ct);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK, HttpStatusCode.NoContent, HttpStatusCode.Unauthorized), (forged.StatusCode, still.StatusCode, gone.StatusCode, nobody.StatusCode));
    }

    [Fact]
    public async Task The_cookie_cannot_be_read_by_scripts_nor_planted_and_is_new_after_each_login()
    {
        await using var sso = await SsoServer.StartAsync(Ct);
        using var browser = new Browser();
        browser.Plant(sso.Address, Session, "planted-by-somebody-else");

        using var back = await browser.LogInAsync(new Uri(sso.Address + "/auth/login"), "ada", Ct, stop: to => to.AbsolutePath == "/");
        var first = browser.Cookie(sso.Address, Session);
        var set = Assert.Single(browser.SetCookies, cookie => cookie.StartsWith(Session, StringComparison.Ordinal));
        using var again = await browser.LogInAsync(new Uri(sso.Address + "/auth/login"), "ada", Ct, stop: to => to.AbsolutePath == "/");
        var second = browser.Cookie(sso.Address, Session);
        browser.Plant(sso.Address, Session, first!);
        using var old = await browser.SendAsync(HttpMethod.Get, new Uri(sso.Address + "/api/v1/me"), null, Ct);

        Assert.NotEqual("planted-by-somebody-else", first);
        Assert.NotEqual(first, second);
        Assert.Contains("httponly", set, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", set, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain", set, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
    }

    [Fact]
    public async Task Changes_by_a_session_need_this_servers_page_whatever_else_is_right()
    {
        await using var sso = await SsoServer.StartAsync(Ct);
        using var browser = new Browser();
        using var back = await browser.LogInAsync(new Uri(sso.Address + "/auth/login?return_to=/api/v1/me"), "ada", Ct);
        var csrf = (string)(await back.Content.ReadFromJsonAsync<JsonObject>(Ct))!["csrf_token"]!;

        foreach (var headers in (IEnumerable<(string, string)[]>)[
            [],
            [("x-penstock-csrf", "wrong")],
            [("x-penstock-csrf", csrf), ("Origin", "https://evil.example")],
            [("x-penstock-csrf", csrf), ("Origin", "null")],
            [("x-penstock-csrf", csrf), ("Sec-Fetch-Site", "cross-site")],
            [("x-penstock-csrf", csrf), ("Sec-Fetch-Site", "same-site")]])
        {
            using var body = new StringContent("""{"name":"made by another page"}""", Encoding.UTF8, "application/json");
            using var answer = await browser.SendAsync(HttpMethod.Post, new Uri(sso.Address + "/api/v1/teams"), body, Ct, headers);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Equal("csrf", (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"]);
        }

        // From its own page it is the roles that decide.
        using var own = new StringContent("""{"name":"made by this page"}""", Encoding.UTF8, "application/json");
        using var decided = await browser.SendAsync(HttpMethod.Post, new Uri(sso.Address + "/api/v1/teams"), own, Ct, ("x-penstock-csrf", csrf), ("Origin", sso.Address), ("Sec-Fetch-Site", "same-origin"));
        Assert.NotEqual("csrf", (string?)(await decided.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"]);
    }

    [Fact]
    public async Task A_session_ends_when_it_is_not_used_and_when_it_is_old()
    {
        await using var sso = await SsoServer.StartAsync(Ct);
        using var idle = new Browser();
        using var busy = new Browser();
        using var first = await idle.LogInAsync(new Uri(sso.Address + "/auth/login?return_to=/api/v1/me"), "ada", Ct);
        using var second = await busy.LogInAsync(new Uri(sso.Address + "/auth/login?return_to=/api/v1/me"), "ada", Ct);

        async Task<HttpStatusCode> AskAsync(Browser browser)
        {
            using var answer = await browser.SendAsync(HttpMethod.Get, new Uri(sso.Address + "/api/v1/me"), null, Ct);
            return answer.StatusCode;
        }

        for (var half = 0; half < 23; half++)
        {
            sso.Time.Advance(TimeSpan.FromMinutes(31));
            Assert.Equal(HttpStatusCode.OK, await AskAsync(busy));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(idle));
        sso.Time.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(busy));
    }

    [Fact]
    public async Task A_login_ends_only_in_the_browser_that_began_it_and_only_once()
    {
        await using var sso = await SsoServer.StartAsync(Ct);
        using var victim = new Browser();
        using var attacker = new Browser();

        // The attacker's own login, stopped before it comes back: its address is sent to the victim.
        using var stopped = await attacker.LogInAsync(new Uri(sso.Address + "/auth/login"), "eve", Ct, stop: to => to.AbsolutePath == "/auth/callback");
        var callback = stopped.Headers.Location!;
        using var planted = await victim.SendAsync(HttpMethod.Get, callback, null, Ct);
        using var once = await victim.LogInAsync(new Uri(sso.Address + "/auth/login"), "ada", Ct, stop: to => to.AbsolutePath == "/auth/callback");
        var own = once.Headers.Location!;
        using var mixed = await victim.SendAsync(HttpMethod.Get, new Uri(own.AbsoluteUri.Replace("state=", "state=x", StringComparison.Ordinal)), null, Ct);
        using var late = await victim.SendAsync(HttpMethod.Get, own, null, Ct);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (planted.StatusCode, mixed.StatusCode, late.StatusCode));
        Assert.Null(victim.Cookie(sso.Address, Session));
    }

    [Fact]
    public async Task An_answer_of_another_issuer_is_a_mix_up_and_logs_nobody_in()
    {
        await using var sso = await SsoServer.StartAsync(Ct);
        using var browser = new Browser();
        using var stopped = await browser.LogInAsync(new Uri(sso.Address + "/auth/login"), "ada", Ct, stop: to => to.AbsolutePath == "/auth/callback");
        var query = HttpUtility.ParseQueryString(stopped.Headers.Location!.Query);
        Assert.Equal(sso.Provider.Url, query["iss"]);
        query["iss"] = "https://evil.example";

        using var answer = await browser.SendAsync(HttpMethod.Get, new Uri(sso.Address + "/auth/callback?" + query), null, Ct);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Null(browser.Cookie(sso.Address, Session));
    }

    [Fact]
    public async Task Who_is_not_let_in_gets_no_session()
    {
        await using var sso = await SsoServer.StartAsync(Ct);
        foreach (var login in (string[])["eve", "bob"])
        {
            using var browser = new Browser();
            using var answer = await browser.LogInAsync(new Uri(sso.Address + "/auth/login"), login, Ct);

            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Equal("not_admitted", (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"]);
            Assert.Null(browser.Cookie(sso.Address, Session));
        }
    }

    [Fact]
    public async Task The_browser_is_sent_back_to_the_configured_address_and_nowhere_else()
    {
        await using var sso = await SsoServer.StartAsync(Ct);
        using var browser = new Browser();

        using var begun = await browser.SendAsync(HttpMethod.Get, new Uri(sso.Address + "/auth/login"), null, Ct, ("Host", "evil.example"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "https"));
        var query = HttpUtility.ParseQueryString(begun.Headers.Location!.Query);

        Assert.Equal(sso.Address + "/auth/callback", query["redirect_uri"]);
        Assert.Equal("S256", query["code_challenge_method"]);
        Assert.Equal(43, query["nonce"]!.Length);
        foreach (var elsewhere in (string[])["https://evil.example", "//evil.example", "/\\evil.example", "/%09/evil.example\t", "javascript:alert(1)", "models"])
        {
            using var refused = await browser.SendAsync(HttpMethod.Get, new Uri(sso.Address + "/auth/login?return_to=" + Uri.EscapeDataString(elsewhere)), null, Ct);
            Assert.True(HttpStatusCode.BadRequest == refused.StatusCode, elsewhere);
        }
    }

    [Fact]
    public async Task A_session_is_stored_as_a_hash_alone()
    {
        await using var sso = await SsoServer.StartAsync(Ct);
        using var browser = new Browser();
        using var back = await browser.LogInAsync(new Uri(sso.Address + "/auth/login?return_to=/api/v1/me"), "ada", Ct);
        var id = Encoding.UTF8.GetBytes(browser.Cookie(sso.Address, Session)!);

        foreach (var file in Directory.EnumerateFiles(sso.Penstock.DataFolder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[open.Length];
            await open.ReadExactlyAsync(bytes, Ct);
            Assert.True(bytes.AsSpan().IndexOf(id) < 0, Path.GetFileName(file));
        }
    }
}
