using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Penstock.Domain.Access;

/// <summary>Networks in CIDR notation, IPv4 and IPv6. An IPv4 address that comes mapped into IPv6 (RFC 4291 section 2.5.5.2) is the IPv4 address.</summary>
public static class Networks
{
    /// <summary>Reads <c>10.0.0.0/8</c>, <c>2001:db8::/32</c>, or a single address. Bits behind the prefix must be zero: who writes others means another network.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPNetwork? network)
    {
        network = null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!TryParseAddress(slash < 0 ? text : text[..slash], unmap: false, out var address))
        {
            return false;
        }

        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var prefix = bits;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out prefix) || prefix > bits))
        {
            return false;
        }

        if (address.IsIPv4MappedToIPv6 && prefix >= 96)
        {
            (address, prefix) = (address.MapToIPv4(), prefix - 96);
        }

        if (!IsBase(address, prefix))
        {
            return false;
        }

        network = new IPNetwork(address, prefix);
        return true;
    }

    /// <summary>Reads an address; the four-part form only, and no zone. <c>8</c> and <c>0x7f.1</c> are none here.</summary>
    public static bool TryParseAddress(string text, [NotNullWhen(true)] out IPAddress? address) => TryParseAddress(text, unmap: true, out address);

    /// <summary>An address without its mapping.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Whether an address is in one of the networks.</summary>
    public static bool Contain(IReadOnlyList<IPNetwork> networks, IPAddress address)
    {
        address = Plain(address);
        for (var i = 0; i < networks.Count; i++)
        {
            if (networks[i].Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether each of some networks lies in one of others.</summary>
    public static bool Within(IReadOnlyList<IPNetwork> inner, IReadOnlyList<IPNetwork> outer) =>
        inner.All(small => outer.Any(large => large.PrefixLength <= small.PrefixLength && large.Contains(small.BaseAddress)));

    private static bool TryParseAddress(string text, bool unmap, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        var good = text.Contains(':', StringComparison.Ordinal)
            ? !text.Contains('%', StringComparison.Ordinal) && !text.StartsWith('[')
            : text.Count(c => c == '.') == 3 && text.All(c => c is '.' or (>= '0' and <= '9')) && text.Split('.').All(part => part.Length is 1 or 2 or 3 && (part.Length == 1 || part[0] != '0'));
        if (!good || !IPAddress.TryParse(text, out address))
        {
            return false;
        }

        address = unmap ? Plain(address) : address;
        return true;
    }

    private static bool IsBase(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = prefix; bit < bytes.Length * 8; bit++)
        {
            if ((bytes[bit / 8] & (0x80 >> (bit % 8))) != 0)
            {
                return false;
            }
        }

        return true;
    }
}
