using Penstock.Config;

namespace Penstock.Server;

/// <summary><c>--health</c>: for the health check of a container, whose base may have nothing else that can ask.</summary>
internal static class HealthCommand
{
    /// <summary>0 when the server takes calls, 1 otherwise, saying why.</summary>
    public static async Task<int> RunAsync(ServerArguments arguments, IReadOnlyDictionary<string, string> variables)
    {
        var (address, mistake) = HealthProbe.AddressOf(arguments, variables);
        if (address is null)
        {
            await Console.Error.WriteLineAsync(mistake);
            return 1;
        }

        // A proxy of the environment is for calls that leave the machine.
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        if (await HealthProbe.AskAsync(address, handler, TimeProvider.System) is { } problem)
        {
            await Console.Error.WriteLineAsync(problem);
            return 1;
        }

        Console.WriteLine($"{address} answers: ready.");
        return 0;
    }
}
