using System.Net;
using Microsoft.AspNetCore.Http;
using Penstock.Domain.Access;

namespace Penstock.Resources;

/// <summary>
/// Finds out from where a request comes: the address of the connection. <c>X-Forwarded-For</c> is believed only of the proxies that the configuration
/// trusts, and read from its end, since everything before what a trusted proxy wrote is the client's own claim.
/// </summary>
/// <param name="trusted">The networks of trusted proxies, as they are now.</param>
internal sealed class ClientAddress(Func<IReadOnlyList<IPNetwork>> trusted)
{
    private const int MostHops = 32;

    /// <summary>The address, IPv4 not mapped into IPv6; null when it is not known, for example because a trusted proxy says something that is none.</summary>
    public IPAddress? Of(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } remote)
        {
            return null;
        }

        var address = Networks.Plain(remote);
        var proxies = trusted();
        if (proxies.Count == 0 || !Networks.Contain(proxies, address) || !http.Request.Headers.TryGetValue("X-Forwarded-For", out var values))
        {
            return address;
        }

        var hops = values.ToString().Split(',', StringSplitOptions.TrimEntries);
        for (var i = hops.Length - 1; i >= Math.Max(0, hops.Length - MostHops); i--)
        {
            if (!Networks.TryParseAddress(WithoutPort(hops[i]), out var hop))
            {
                return null;
            }

            address = hop;
            if (!Networks.Contain(proxies, hop))
            {
                return address;
            }
        }

        return hops.Length > MostHops ? null : address;
    }

    // Some proxies write 203.0.113.7:51234 and [2001:db8::7]:51234.
    private static string WithoutPort(string hop)
    {
        if (hop.StartsWith('['))
        {
            return hop.IndexOf(']', StringComparison.Ordinal) is > 1 and var end ? hop[1..end] : hop;
        }

        var colon = hop.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && hop.IndexOf(':', colon + 1) < 0 ? hop[..colon] : hop;
    }
}
