using Penstock.Config;
using Penstock.Server.Cli;

namespace Penstock.Server.Serving;

/// <summary>The options by which commands name a server of this machine.</summary>
internal static class ServerOptions
{
    public static readonly OptionSpec Config = new("--config", "FILE", "the configuration ($PENSTOCK_CONFIG, else ./penstock.yaml when it exists)");
    public static readonly OptionSpec Data = new("--data", "DIR", "the data folder ($PENSTOCK_DATA, else ./data)");
    public static readonly OptionSpec Listen = new("--listen", "ADDR", "host:port to listen on, whatever the file and $PORT say");

    /// <summary>What a command line says of the server.</summary>
    public static ServerArguments Read(CommandLine line, IReadOnlyDictionary<string, string> variables, Func<string, bool>? fileExists = null) =>
        ServerArguments.Of(line.Value(Config.Name), line.Value(Data.Name), line.Value(Listen.Name), variables, fileExists);
}
