using Penstock.Config;
using Penstock.Server.Cli;

namespace Penstock.Server.Serving;

/// <summary><c>penstock logs</c>: the newest lines of the log, and with <c>--follow</c> those to come.</summary>
internal sealed class LogsCommand : Command
{
    private const int Lines = 100;
    private static readonly OptionSpec Follow = new("--follow", null, "go on with the lines to come, until Ctrl-C") { Short = "-f" };
    private static readonly OptionSpec Count = OptionSpec.Count("--lines", "N", "how many of the newest lines (100)", 0);

    public override CommandSpec Spec { get; } = new("logs", "print a server's log")
    {
        Synopsis = ["logs [--follow] [--lines N] [--data DIR]"],
        Text = "Readable lines on a terminal, JSON lines otherwise.",
        Options = [Follow, Count, ServerOptions.Data],
        Examples = ["logs --follow", "logs --lines 1000 --data /var/lib/penstock | jq .message"],
        ExitCodes = [(0, "printed"), (1, "there is no log, or it cannot be read"), (UsageCode, "the command line is wrong")],
    };

    public override async Task<int> RunAsync(CommandLine line, Terminal terminal)
    {
        using var stop = new Interrupt();
        var command = new Gateways.Telemetry.Logs.LogsCommand(terminal.Out, terminal.Error, terminal.OutIsTerminal, terminal.OutHasColours, terminal.Time);
        var data = ServerArguments.Of(null, line.Value(ServerOptions.Data.Name), null, terminal.Variables).Data;
        return await command.RunAsync(data, line.Count(Count.Name) ?? Lines, line.Has(Follow.Name), stop.Token);
    }
}
