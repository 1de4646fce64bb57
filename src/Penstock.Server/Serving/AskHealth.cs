using Penstock.Config;
using Penstock.Server.Cli;

namespace Penstock.Server.Serving;

/// <summary><c>--health</c>: for the health check of a container, whose base may have nothing else that can ask.</summary>
internal static class AskHealth
{
    /// <summary>0 when the server takes calls, 1 otherwise, saying why.</summary>
    public static async Task<int> RunAsync(ServerArguments arguments, Terminal terminal)
    {
        var (address, mistake) = HealthProbe.AddressOf(arguments, terminal.Variables);
        if (address is null)
        {
            await terminal.Error.WriteLineAsync(mistake);
            return 1;
        }

        // A proxy of the environment is for calls that leave the machine.
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        if (await HealthProbe.AskAsync(address, handler, terminal.Time) is { } problem)
        {
            await terminal.Error.WriteLineAsync(problem);
            return 1;
        }

        await terminal.Out.WriteLineAsync($"{address} answers: ready.");
        return 0;
    }
}
