using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Penstock.Config;
using Penstock.Gateways.Storage;

namespace Penstock.Server;

/// <summary>Serves, until it is told to end.</summary>
internal static class ServeCommand
{
    /// <summary>Runs the server; the exit code is 0 after an ordered end and 1 when it could not start.</summary>
    public static async Task<int> RunAsync(ServerArguments arguments, IReadOnlyDictionary<string, string> variables)
    {
        string? adminKey = null;
        try
        {
            var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "penstock" });
            builder.AddPenstock(options =>
            {
                options.ConfigFile = arguments.ConfigFile;
                options.DataFolder = arguments.Data;
                options.Variables = arguments.Apply(variables);
                options.OnAdminKey = key => adminKey = key;
            });
            builder.WebHost.ConfigureKestrel((_, kestrel) => Listen(kestrel));

            // Penstock itself waits for running calls; what the host adds is for the last bytes.
            builder.Host.ConfigureHostOptions((_, host) => host.ShutdownTimeout = TimeSpan.FromMinutes(10));
            await using var app = builder.Build();
            app.MapPenstock();
            app.Lifetime.ApplicationStarted.Register(() => Banner.Print(Console.Out, [.. app.Urls], adminKey, arguments));
            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (exception is ConfigUnusableException or StorageUnusableException or IOException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    private static void Listen(KestrelServerOptions kestrel)
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
