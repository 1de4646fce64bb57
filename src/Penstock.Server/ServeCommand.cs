using Penstock.Config;
using Penstock.Gateways.Storage;
using Penstock.Hosting;

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
            builder.WebHost.ConfigureKestrel((_, kestrel) => Listening.Configure(kestrel));

            // Penstock itself waits for running calls; what the host adds is for the last bytes.
            builder.Host.ConfigureHostOptions((_, host) => host.ShutdownTimeout = TimeSpan.FromMinutes(10));
            await using var app = builder.Build();
            app.MapPenstock();
            app.Lifetime.ApplicationStarted.Register(() => Banner.Print(Console.Out, [.. app.Urls], adminKey, arguments, FirstCall.Iris));
            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (exception is ConfigUnusableException or StorageUnusableException or IOException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }
}
