using System.Net;

namespace Penstock.Gateways.Tokens;

/// <summary>Connections to issuers.</summary>
internal static class IssuerHttp
{
    /// <summary>A client that follows nothing, keeps no cookies and uses no proxy of the shell's.</summary>
    public static HttpMessageInvoker Open() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        MaxResponseHeadersLength = 32,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
    });
}
