using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Penstock.Config;

namespace Penstock.Hosting;

/// <summary>What is the same for every program that is a Penstock server and nothing else: where it listens, how it fails and ends.</summary>
internal static class ProgramHost
{
    /// <summary>Applies them.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="listen">Where it listens; null for where the configuration says.</param>
    public static void Apply(WebApplicationBuilder builder, Action<KestrelServerOptions>? listen = null)
    {
        // A start that fails is said once, by the program, in a sentence.
        builder.Services.PostConfigure<LoggerFilterOptions>(static filters =>
            filters.Rules.Add(new LoggerFilterRule(null, "Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical, null)));
        builder.WebHost.ConfigureKestrel((_, kestrel) => (listen ?? AsConfigured)(kestrel));

        // Penstock itself waits for running calls; what the host adds is for the last bytes.
        builder.Host.ConfigureHostOptions((_, host) => host.ShutdownTimeout = TimeSpan.FromMinutes(10));
    }

    private static void AsConfigured(KestrelServerOptions kestrel)
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
