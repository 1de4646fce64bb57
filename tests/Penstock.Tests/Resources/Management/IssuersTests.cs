using Penstock.Tests.Resources;
using Xunit;

namespace Penstock.Tests.Resources.Management;

/// <summary>Issuers through the management API.</summary>
public sealed class IssuersTests
{
    [Theory]
    [InlineData("""{"url":"https://127.0.0.1:8443","audiences":["a"]}""", "url")]
    [InlineData("""{"url":"https://[::ffff:169.254.169.254]","audiences":["a"]}""", "url")]
    [InlineData("""{"url":"https://localhost","audiences":["a"]}""", "url")]
    [InlineData("""{"url":"http://login.example.com","audiences":["a"]}""", "url")]
    [InlineData("""{"url":"https://login.example.com","audiences":["a"],"jwks_url":"https://10.0.0.1/keys"}""", "jwks_url")]
    [InlineData("""{"url":"https://login.example.com","audiences":["a"],"jwks_file":"/etc/passwd"}""", "jwks_file")]
    [InlineData("""{"url":"https://login.example.com","audiences":["a"],"shared_secret":"0123456789012345678901234567890123"}""", "shared_secret")]
    [InlineData("""{"url":"https://login.example.com","login":{"client_id":"p","client_secret":"hidden"}}""", "client_secret")]
    [InlineData("""{"url":"https://login.example.com"}""", "audiences")]
    public async Task Refuse_what_only_the_operator_may_say(string body, string member)
    {
        await using var penstock = await PenstockServer.StartAsync();

        var refused = await penstock.Client.SendReplyAsync("POST", "api/v1/issuers", body);

        Assert.Equal(422, refused.Status);
        Assert.Contains(member, refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", refused.Text, StringComparison.Ordinal);
        Assert.Equal("[]", (await penstock.Client.GetReplyAsync("api/v1/issuers")).At("data"));
    }

    [Fact]
    public async Task Are_shown_without_their_secrets_and_are_read_only_where_the_file_declares_them()
    {
        await using var penstock = await PenstockServer.StartAsync(
            """
            teams: { search: {} }
            issuers:
              corp:
                url: "https://login.example.com"
                audiences: a
                shared_secret: "a-shared-secret-of-at-least-32-bytes"
                login: { client_id: penstock, client_secret: "the-secret-of-the-client" }
                groups: { dev: { teams: search } }
            """);

        var shown = await penstock.Client.GetReplyAsync("api/v1/issuers/corp");
        var changed = await penstock.Client.SendReplyAsync("PATCH", "api/v1/issuers/corp", """{"audiences":["b"]}""");

        Assert.Equal((200, 409), (shown.Status, changed.Status));
        Assert.DoesNotContain("a-shared-secret", shown.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("the-secret-of", shown.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hold_the_teams_that_their_groups_stand_for()
    {
        await using var penstock = await PenstockServer.StartAsync();
        var early = await penstock.Client.SendReplyAsync("POST", "api/v1/issuers", """{"url":"https://login.example.com","audiences":["a"],"groups":{"dev":{"teams":["search"]}}}""");
        await penstock.Client.SendReplyAsync("POST", "api/v1/teams", """{"id":"search"}""");
        var made = await penstock.Client.SendReplyAsync("POST", "api/v1/issuers", """{"id":"corp","url":"https://login.example.com","audiences":["a"],"groups":{"dev":{"teams":["search"]}}}""");
        var rival = await penstock.Client.SendReplyAsync("POST", "api/v1/issuers", """{"url":"https://login.example.com","audiences":["b","a"]}""");

        var used = await penstock.Client.SendReplyAsync("DELETE", "api/v1/teams/search", (byte[]?)null);

        Assert.Equal((422, 201, 422, 409), (early.Status, made.Status, rival.Status, used.Status));
        Assert.Contains("groups.dev.teams", early.Text, StringComparison.Ordinal);
        Assert.Contains("issuer 'corp'", used.Text, StringComparison.Ordinal);
    }
}
