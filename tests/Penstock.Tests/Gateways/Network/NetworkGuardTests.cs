using System.Net;
using Penstock.Gateways.Network;
using Xunit;

namespace Penstock.Tests.Gateways.Network;

public sealed class NetworkGuardTests
{
    private static readonly NetworkGuard Closed = new(() => []);

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.0", true)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.100.100.200", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::a9fe:a9fe", false)]
    [InlineData("2002:0a00:0001::", false)]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    public void Only_public_addresses_are_open(string address, bool open) => Assert.Equal(open, Closed.Allows(IPAddress.Parse(address)));

    [Fact]
    public void The_file_opens_networks()
    {
        var guard = new NetworkGuard(() => [IPNetwork.Parse("10.0.0.0/8")]);

        Assert.True(guard.Allows(IPAddress.Parse("10.1.2.3")));
        Assert.True(guard.Allows(IPAddress.Parse("::ffff:10.1.2.3")));
        Assert.False(guard.Allows(IPAddress.Parse("192.168.0.1")));
    }

    [Theory]
    [InlineData("http://127.0.0.1:9/x", "private")]
    [InlineData("http://[::1]/", "private")]
    [InlineData("http://2130706433/", "private")]
    [InlineData("http://0x7f.1/", "private")]
    [InlineData("https://localhost/", "private")]
    [InlineData("ftp://example.org/", "http")]
    [InlineData("https://u:p@example.org/", "password")]
    public void An_address_that_shows_where_it_leads_is_refused_at_once(string address, string why) => Assert.Contains(why, Closed.Refusal(new Uri(address)));

    [Fact]
    public async Task A_name_that_leads_inside_is_not_connected_to()
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectCallback = Closed.ConnectAsync });
        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri("http://localhost:1/"), TestContext.Current.CancellationToken));

        Assert.Contains("private network", fault.ToString());
        Assert.Contains("private network", await Closed.RefusalAsync(new Uri("http://localhost:1/"), TestContext.Current.CancellationToken));
    }
}
