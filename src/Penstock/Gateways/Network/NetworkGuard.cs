using System.Net;
using System.Net.Sockets;
using Penstock.Domain.Access;

namespace Penstock.Gateways.Network;

/// <summary>
/// Keeps addresses that came through the management API out of the networks inside: webhooks, issuers, providers. What counts is where a
/// name leads when the connection is made, so that a name that changes afterwards, or a redirect, gains nothing.
/// </summary>
/// <param name="allowed">The inner networks that the file lets such addresses lead to.</param>
internal sealed class NetworkGuard(Func<IReadOnlyList<IPNetwork>> allowed)
{
    // How long a name's addresses are waited for where something else will look at them again.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Whether an address may be connected to.</summary>
    public bool Allows(IPAddress address) => !AddressRanges.IsInner(address) || Networks.Contain(allowed(), AddressRanges.Reached(address));

    /// <summary>What is wrong with an address as it is written, and the fix; null where only the connection can tell.</summary>
    public string? Refusal(Uri address) =>
        address.Scheme is not ("http" or "https") ? "only http and https addresses are taken. Write one"
        : address.UserInfo.Length > 0 ? "it holds a user name or password. Take them out"
        : (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) ? !Allows(ip) : address.IsLoopback && !Allows(IPAddress.Loopback)) ? "it leads into a private network. Use a public address, or have the operator add the network to server.reachable_networks"
        : null;

    /// <summary>The same, after resolution. A name that is not known now may be later: the connection will tell.</summary>
    public async Task<string?> RefusalAsync(Uri address, CancellationToken ct)
    {
        if (Refusal(address) is { } refused)
        {
            return refused;
        }

        try
        {
            var found = await Dns.GetHostAddressesAsync(address.IdnHost, ct).WaitAsync(Patience, ct);
            return found.Length == 0 || found.Any(Allows) ? null : $"'{address.IdnHost}' leads into a private network. Use a public address, or have the operator add the network to server.reachable_networks";
        }
        catch (Exception unknown) when (unknown is SocketException or TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Makes connections of an HTTP client: <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="HttpRequestException">The name leads nowhere that is allowed.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var end = context.DnsEndPoint;
        IPAddress[] open = [.. (await Dns.GetHostAddressesAsync(end.Host, ct)).Where(Allows)];
        if (open.Length == 0)
        {
            throw new HttpRequestException($"The address '{end.Host}' leads into a private network, which server.reachable_networks does not have.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(open, end.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
