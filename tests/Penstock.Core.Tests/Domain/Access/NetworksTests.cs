using System.Net;
using Penstock.Domain.Access;
using Xunit;

namespace Penstock.Core.Tests.Domain.Access;

public sealed class NetworksTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("192.0.2.7", "192.0.2.7/32")]
    [InlineData("2001:db8::/32", "2001:db8::/32")]
    [InlineData("2001:db8::7", "2001:db8::7/128")]
    [InlineData("::/0", "::/0")]
    [InlineData("::ffff:10.0.0.0/104", "10.0.0.0/8")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7/32")]
    public void Reads_networks_and_addresses(string text, string network)
    {
        Assert.True(Networks.TryParse(text, out var read));
        Assert.Equal(IPNetwork.Parse(network), read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("10.0.0")]
    [InlineData("10.0.0.1/8")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/ 8")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("010.0.0.0/8")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("256.0.0.0/8")]
    [InlineData("2001:db8::1/32")]
    [InlineData("2001:db8::/129")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[::1]")]
    [InlineData("example.com")]
    public void Refuses_what_means_something_else_or_nothing(string text) => Assert.False(Networks.TryParse(text, out _));

    [Theory]
    [InlineData("10.0.0.0/8", "10.255.0.1", true)]
    [InlineData("10.0.0.0/8", "::ffff:10.0.0.1", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("10.0.0.0/8", "::a00:1", false)]
    [InlineData("::/0", "10.0.0.1", false)]
    [InlineData("0.0.0.0/0", "::1", false)]
    [InlineData("2001:db8::/32", "2001:db8:ffff::1", true)]
    public void Tells_whether_an_address_is_in_a_network(string network, string address, bool inside) =>
        Assert.Equal(inside, Networks.Contain([IPNetwork.Parse(network)], IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.1.0.0/16", "10.0.0.0/8", true)]
    [InlineData("10.0.0.0/8", "10.0.0.0/8", true)]
    [InlineData("0.0.0.0/0", "10.0.0.0/8", false)]
    [InlineData("11.0.0.0/16", "10.0.0.0/8", false)]
    public void Tells_whether_networks_lie_within_others(string inner, string outer, bool within) =>
        Assert.Equal(within, Networks.Within([IPNetwork.Parse(inner)], [IPNetwork.Parse(outer)]));
}
