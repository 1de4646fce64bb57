using System.Net;
using System.Net.Sockets;
using Penstock.Gateways.Network;
using Penstock.Tests.Resources;
using Xunit;

namespace Penstock.Tests.Config.Governance;

/// <summary>Management takes no address whose name leads inside, though nothing of the name shows it.</summary>
public sealed class AddressChecksTests
{
    [Theory]
    [InlineData("api/v1/providers", """{"id":"p","dialect":"openai","base_url":"http://NAME/v1"}""", "base_url")]
    [InlineData("api/v1/budgets", """{"amount":"1","webhook":"http://NAME/hook"}""", "webhook")]
    [InlineData("api/v1/issuers", """{"url":"https://NAME","audiences":["penstock"]}""", "url")]
    [InlineData("api/v1/issuers", """{"url":"https://login.example.com","audiences":["penstock"],"jwks_url":"https://NAME/keys"}""", "jwks_url")]
    public async Task A_name_that_leads_inside_is_refused_by_its_member_unless_the_file_lets_it(string path, string body, string member)
    {
        var name = await InnerNameAsync();
        Assert.SkipWhen(name is null, "No name of this machine leads to itself.");
        await using var closed = await PenstockServer.StartAsync("");
        await using var open = await PenstockServer.StartAsync("server: { reachable_networks: [\"127.0.0.0/8\", \"10.0.0.0/8\", \"172.16.0.0/12\", \"192.168.0.0/16\", \"::1/128\", \"fc00::/7\"] }");

        var refused = await closed.Client.SendReplyAsync("POST", path, body.Replace("NAME", name, StringComparison.Ordinal));
        var taken = await open.Client.SendReplyAsync("POST", path, body.Replace("NAME", name, StringComparison.Ordinal));

        Assert.Equal(422, refused.Status);
        var mistake = Assert.Single(refused.Json.GetProperty("errors").EnumerateArray());
        Assert.Equal((member, "address_refused"), (mistake.GetProperty("path").GetString(), mistake.GetProperty("code").GetString()));
        Assert.Contains("leads into a private network", mistake.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(201, taken.Status);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_yet_is_taken()
    {
        Assert.Null(await new NetworkGuard(() => []).RefusalAsync(new Uri("https://nowhere.invalid/"), TestContext.Current.CancellationToken));
    }

    private static async Task<string?> InnerNameAsync()
    {
        foreach (var name in (string[])[Dns.GetHostName(), "ip6-localhost", "ip6-loopback"])
        {
            try
            {
                var guard = new NetworkGuard(() => []);
                if (guard.Refusal(new Uri($"http://{name}/")) is null && await Dns.GetHostAddressesAsync(name) is { Length: > 0 } found && !found.Any(guard.Allows))
                {
                    return name;
                }
            }
            catch (SocketException)
            {
                // Not here.
            }
        }

        return null;
    }
}
