using System.Net;
using System.Net.Sockets;
using Penstock.Domain.Access;

namespace Penstock.Gateways.Network;

/// <summary>Which addresses lead inside: to this machine, its network, or the cloud's own services. IANA's special-purpose registries (RFC 6890).</summary>
internal static class AddressRanges
{
    private static readonly IPNetwork[] _inner =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/128", "::1/128", "100::/64", "2001:db8::/32", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        ]).Select(text => IPNetwork.Parse(text)),
    ];

    /// <summary>Whether an address leads inside; one that carries an IPv4 address in it as that address does.</summary>
    public static bool IsInner(IPAddress address) => Networks.Contain(_inner, Reached(address));

    /// <summary>The IPv4 address that an IPv6 address carries (mapped, NAT64, 6to4), or the address itself.</summary>
    public static IPAddress Reached(IPAddress address)
    {
        address = Networks.Plain(address);
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return bytes.StartsWith((ReadOnlySpan<byte>)[0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]) ? new IPAddress(bytes[12..])
            : bytes.StartsWith((ReadOnlySpan<byte>)[0x20, 0x02]) ? new IPAddress(bytes[2..6])
            : address;
    }
}
