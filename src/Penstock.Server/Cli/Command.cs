namespace Penstock.Server.Cli;

/// <summary>One command of the program.</summary>
internal abstract class Command
{
    /// <summary>The command line was wrong.</summary>
    public const int UsageCode = 2;

    /// <summary>What it takes.</summary>
    public abstract CommandSpec Spec { get; }

    /// <summary>Runs it; the result is the exit code.</summary>
    public abstract Task<int> RunAsync(CommandLine line, Terminal terminal);

    /// <summary>Says what is wrong with the command line.</summary>
    protected static async Task<int> RefuseAsync(Terminal terminal, string mistake)
    {
        await terminal.Error.WriteLineAsync(mistake);
        return UsageCode;
    }
}
