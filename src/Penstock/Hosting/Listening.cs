using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Config;

namespace Penstock.Hosting;

/// <summary>Has Kestrel listen where the configuration says.</summary>
internal static class Listening
{
    /// <summary>Adds every address.</summary>
    public static void Configure(KestrelServerOptions kestrel)
    {
        var settings = kestrel.ApplicationServices.GetRequiredService<Settings>();
        foreach (var address in settings.Config.Server.Listen)
        {
            if (IPAddress.TryParse(address.Host, out var ip))
            {
                kestrel.Listen(ip, address.Port);
            }
            else if (address.Port == 0)
            {
                // Kestrel takes no free port for a name that is two addresses.
                kestrel.Listen(IPAddress.Loopback, 0);
            }
            else
            {
                kestrel.ListenLocalhost(address.Port);
            }
        }
    }
}
