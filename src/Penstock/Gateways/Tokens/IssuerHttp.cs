using System.Net;
using Penstock.Gateways.Network;

namespace Penstock.Gateways.Tokens;

/// <summary>Connections to issuers, which follow nothing, keep no cookies and use no proxy of the shell's.</summary>
internal static class IssuerHttp
{
    /// <summary>A client for issuers that the configuration file declares.</summary>
    public static HttpMessageInvoker Open() => new(Handler());

    /// <summary>A client for issuers that came through the API: it makes no connection into a private network.</summary>
    public static HttpMessageInvoker Guarded(NetworkGuard guard)
    {
        var handler = Handler();
        handler.ConnectCallback = guard.ConnectAsync;
        return new(handler);
    }

    private static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        MaxResponseHeadersLength = 32,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
    };
}
