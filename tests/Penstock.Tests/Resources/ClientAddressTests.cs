using System.Net;
using Microsoft.AspNetCore.Http;
using Penstock.Resources;
using Xunit;

namespace Penstock.Tests.Resources;

public sealed class ClientAddressTests
{
    private readonly ClientAddress _addresses = new(() => [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("fd00::/8")]);

    [Theory]
    [InlineData("192.0.2.1", null, "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", null, "192.0.2.1")]
    [InlineData("192.0.2.1", "203.0.113.7", "192.0.2.1")]
    [InlineData("10.0.0.1", null, "10.0.0.1")]
    [InlineData("10.0.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:10.0.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("fd00::1", "2001:db8::7", "2001:db8::7")]
    [InlineData("10.0.0.1", "203.0.113.7:51234", "203.0.113.7")]
    [InlineData("10.0.0.1", "[2001:db8::7]:51234", "2001:db8::7")]
    [InlineData("10.0.0.1", "203.0.113.7, 10.0.0.2, fd00::9", "203.0.113.7")]
    [InlineData("10.0.0.1", "10.9.9.9, 203.0.113.7", "203.0.113.7")]
    [InlineData("10.0.0.1", "127.0.0.1, 203.0.113.7, 10.0.0.2", "203.0.113.7")]
    [InlineData("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3")]
    [InlineData("10.0.0.1", "::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("10.0.0.1", "unknown", null)]
    [InlineData("10.0.0.1", "203.0.113.7, nonsense", null)]
    [InlineData("10.0.0.1", "", null)]
    public void Believes_only_trusted_proxies_and_reads_from_the_end(string remote, string? forwarded, string? address)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(remote);
        if (forwarded is not null)
        {
            http.Request.Headers["X-Forwarded-For"] = forwarded;
        }

        Assert.Equal(address, _addresses.Of(http)?.ToString());
    }

    [Fact]
    public void Knows_no_address_of_no_connection() => Assert.Null(_addresses.Of(new DefaultHttpContext()));
}
