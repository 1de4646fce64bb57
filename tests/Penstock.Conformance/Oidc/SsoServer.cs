using System.Net;
using System.Net.Sockets;
using Penstock.Tests;

namespace Penstock.Conformance.Oidc;

/// <summary>A Penstock that trusts a real OpenID provider, for calls and for logins.</summary>
internal sealed class SsoServer : IAsyncDisposable
{
    private SsoServer(OpenIdProvider provider, PenstockServer penstock, ShiftedTime time) => (Provider, Penstock, Time) = (provider, penstock, time);

    public OpenIdProvider Provider { get; }

    public PenstockServer Penstock { get; }

    public ShiftedTime Time { get; }

    /// <summary>Ends without a slash.</summary>
    public string Address => Penstock.Address.ToString().TrimEnd('/');

    public static async Task<SsoServer> StartAsync(CancellationToken ct)
    {
        var port = FreePort();
        var provider = await OpenIdProvider.StartAsync($"http://127.0.0.1:{port}/auth/callback", ct);
        var time = new ShiftedTime();
        var penstock = await PenstockServer.StartAsync(
            $$"""
            server: { public_url: "http://127.0.0.1:{{port}}" }
            teams: { engineering: { parent: company }, company: {} }
            issuers:
              corp:
                url: "{{provider.Url}}"
                audiences: [penstock-api]
                login: { client_id: penstock, client_secret: the-secret-of-penstock-at-the-issuer, scopes: [profile, email, groups] }
                groups: { "/engineering": { teams: [engineering], roles: [developer] } }
                email_domains: [example.com]
            """,
            options =>
            {
                options.Time = time;
                options.Function("hello", (string who) => "hello " + who);
            },
            port: port);
        return new SsoServer(provider, penstock, time);
    }

    public async ValueTask DisposeAsync()
    {
        await Penstock.DisposeAsync();
        await Provider.DisposeAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
