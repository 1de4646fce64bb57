using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Penstock.Hosting.Cleartext;

/// <summary>Puts <see cref="CleartextPort"/> in front of every port of a web server, wherever its addresses come from. TLS begins otherwise than a preface and is let through.</summary>
internal static class CleartextPorts
{
    /// <summary>Applies it to all ports that are configured from now on.</summary>
    public static void UseCleartextHttp2(this KestrelServerOptions kestrel, TimeProvider time)
    {
        if (ConnectionProtocols.Available)
        {
            kestrel.ConfigureEndpointDefaults(listen => listen.Use(next => new CleartextPort(next, kestrel.Limits, time).ServeAsync));
        }
    }
}
