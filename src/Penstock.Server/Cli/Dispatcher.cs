using Penstock.Config;

namespace Penstock.Server.Cli;

/// <summary>Finds the command that was meant and runs it; the first one is meant where none is named.</summary>
internal sealed class Dispatcher(params IReadOnlyList<Command> commands)
{
    private static readonly string Version = "penstock " + typeof(Dispatcher).Assembly.GetName().Version!.ToString(3);

    /// <summary>Runs a command line, the program's name not in it; the result is the exit code.</summary>
    public async Task<int> RunAsync(string[] args, Terminal terminal)
    {
        switch (args.FirstOrDefault())
        {
            case "--version" or "version":
                await terminal.Out.WriteLineAsync(Version);
                return 0;
            case "--help" or "-h":
            case "help" when args.Length == 1:
                await terminal.Out.WriteLineAsync(HelpText.Of([.. commands.Select(command => command.Spec)]));
                return 0;
            case "help":
                args = [.. args.Skip(1), OptionSpec.HelpFlag.Name];
                break;
        }

        var named = args.Length > 0 && !args[0].StartsWith('-');
        if ((named ? commands.FirstOrDefault(known => known.Spec.Name == args[0]) : commands[0]) is not { } command)
        {
            await terminal.Error.WriteLineAsync($"{args[0]} is not a command. {Meant(args[0])}`penstock help` lists what there is.");
            return Command.UsageCode;
        }

        var (line, mistake) = CommandLine.Read(command.Spec, args.AsSpan(named ? 1 : 0));
        if (line is null)
        {
            await terminal.Error.WriteLineAsync(mistake);
            return Command.UsageCode;
        }

        if (line.AsksForHelp)
        {
            await terminal.Out.WriteLineAsync(HelpText.Of(command.Spec));
            return 0;
        }

        return await command.RunAsync(line, terminal);
    }

    private string Meant(string word) => word.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) || Directory.Exists(word)
        ? $"Did you mean `penstock {commands[0].Spec.Name} {word}`? "
        : NearMiss.Hint(word, commands.Select(command => command.Spec.Name).Append("help").Append("version"));
}
