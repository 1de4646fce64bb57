using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Config;
using Penstock.Domain.Access;
using Penstock.Gateways.Storage;
using Penstock.Pipeline;
using Penstock.Pipeline.Authenticate;
using Penstock.Server.Cli;

namespace Penstock.Server.Serving;

/// <summary><c>penstock admin-key --reset</c>: a new admin key in the place of one that was lost. The server must not run meanwhile.</summary>
internal sealed class AdminKeyCommand : Command
{
    private static readonly OptionSpec Reset = new("--reset", null, "make a new admin key; the old one no longer works");

    public override CommandSpec Spec { get; } = new("admin-key", "make a new admin key in the place of a lost one")
    {
        Synopsis = ["admin-key --reset [--config FILE] [--data DIR]"],
        Text = "The server must not run meanwhile. The key is printed once and kept as a hash only.",
        Options = [Reset, ServerOptions.Config, ServerOptions.Data],
        Examples = ["admin-key --reset"],
        ExitCodes = [(0, "the new key is printed"), (1, "the data folder is in use or cannot be used"), (UsageCode, "the command line is wrong")],
    };

    /// <summary>Prints the new key, once.</summary>
    public override async Task<int> RunAsync(CommandLine line, Terminal terminal)
    {
        if (!line.Has(Reset.Name))
        {
            return await RefuseAsync(terminal, "admin-key does nothing without --reset. Write admin-key --reset.");
        }

        var arguments = ServerOptions.Read(line, terminal.Variables);
        try
        {
            var environment = arguments.Apply(terminal.Variables);
            var reading = arguments.ConfigFile is { } file ? ConfigReader.ReadFile(file, environment) : ConfigReader.Read(null, "penstock.yaml", environment);
            if (reading.Config is not { } config)
            {
                await terminal.Error.WriteLineAsync(reading.Format());
                return 1;
            }

#pragma warning disable RS0030 // This is where chance comes from.
            await using var storage = await LocalStorage.OpenAsync(arguments.Data, config.Storage.Sqlite, terminal.Time, new Random(), NullLogger.Instance, CancellationToken.None);
#pragma warning restore RS0030
            var hasher = new KeyHasher(storage.HashSecret);
            var keys = new KeyRegistry(storage.Keys, new KeyRing(hasher), hasher, new RunningCalls(), terminal.Time);
            await keys.LoadAsync(CancellationToken.None);
            var key = KeyHasher.NewKey();
            await keys.EnsureAdminAsync(key, CancellationToken.None);
            await terminal.Out.WriteLineAsync($"The new admin key, shown this once: {key}");
            return 0;
        }
        catch (StorageUnusableException exception)
        {
            await terminal.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }
}
