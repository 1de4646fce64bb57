using System.Runtime.InteropServices;
using Penstock.Config;
using Penstock.Gateways.Telemetry.Logs;

namespace Penstock.Server;

/// <summary><c>penstock logs</c>: the newest lines of the log, and with <c>--follow</c> those to come.</summary>
internal static class FollowLogs
{
    /// <summary>Runs until it has printed them, or until it is interrupted.</summary>
    public static async Task<int> RunAsync(ServerArguments arguments)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });
        var readable = !Console.IsOutputRedirected;
        var command = new LogsCommand(Console.Out, Console.Error, readable, readable, TimeProvider.System);
        return await command.RunAsync(arguments.Data, arguments.Lines, arguments.Follow, stop.Token);
    }
}
