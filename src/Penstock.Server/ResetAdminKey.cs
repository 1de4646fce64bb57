using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Config;
using Penstock.Domain.Access;
using Penstock.Gateways.Storage;
using Penstock.Pipeline;
using Penstock.Pipeline.Authenticate;

namespace Penstock.Server;

/// <summary><c>penstock admin-key --reset</c>: a new admin key in the place of one that was lost. The server must not run meanwhile.</summary>
internal static class ResetAdminKey
{
    /// <summary>Prints the new key, once.</summary>
    public static async Task<int> RunAsync(ServerArguments arguments, IReadOnlyDictionary<string, string> variables)
    {
        try
        {
            var environment = arguments.Apply(variables);
            var reading = arguments.ConfigFile is { } file ? ConfigReader.ReadFile(file, environment) : ConfigReader.Read(null, "penstock.yaml", environment);
            if (reading.Config is not { } config)
            {
                await Console.Error.WriteLineAsync(reading.Format());
                return 1;
            }

#pragma warning disable RS0030 // This is where chance comes from.
            await using var storage = await LocalStorage.OpenAsync(arguments.Data, config.Storage.Sqlite, TimeProvider.System, new Random(), NullLogger.Instance, CancellationToken.None);
#pragma warning restore RS0030
            var hasher = new KeyHasher(storage.HashSecret);
            var keys = new KeyRegistry(storage.Keys, new KeyRing(hasher), hasher, new RunningCalls(), TimeProvider.System);
            await keys.LoadAsync(CancellationToken.None);
            var key = KeyHasher.NewKey();
            await keys.EnsureAdminAsync(key, CancellationToken.None);
            Console.WriteLine($"The new admin key, shown this once: {key}");
            return 0;
        }
        catch (StorageUnusableException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }
}
