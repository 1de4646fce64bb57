using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;

namespace Penstock.Gateways.Engines.Providers;

/// <summary>Connections to providers: pooled, HTTP/2 where offered, nothing followed, kept or decoded behind our back.</summary>
internal static class ProviderHttp
{
    /// <summary>A client for one provider.</summary>
    /// <param name="connectTimeout">How long a connection may take.</param>
    /// <param name="traced">Whether spans of outgoing requests are wanted; without, nothing is paid for them.</param>
    /// <param name="connect">Makes the connections, where not every address is allowed; null for the usual way.</param>
    public static HttpMessageInvoker Create(TimeSpan connectTimeout, bool traced, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect = null)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = connectTimeout,
            ConnectCallback = connect,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,

            // A stream that nobody reads any more must end at the provider at once, not be drained.
            MaxResponseDrainSize = 0,
            ResponseDrainTimeout = TimeSpan.Zero,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),

            // What Kestrel read as UTF-8 goes on as the bytes it was; ASCII alone would be refused as if the provider were away.
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            SslOptions = new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.None },
            UseCookies = false,

            // An HTTP_PROXY variable of the shell must not carry prompts and keys somewhere else.
            UseProxy = false,
        };
        if (!traced)
        {
            handler.ActivityHeadersPropagator = null;
        }

        return new HttpMessageInvoker(handler, disposeHandler: true);
    }
}
