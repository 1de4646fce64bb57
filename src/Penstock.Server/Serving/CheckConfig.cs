using Penstock.Config;
using Penstock.Server.Cli;

namespace Penstock.Server.Serving;

/// <summary><c>--check</c>: reads the configuration and says what is wrong with it.</summary>
internal static class CheckConfig
{
    /// <summary>0 when it is good, 1 otherwise.</summary>
    public static async Task<int> RunAsync(ServerArguments arguments, Terminal terminal)
    {
        var environment = arguments.Apply(terminal.Variables);
        var reading = arguments.ConfigFile is { } file ? ConfigReader.ReadFile(file, environment) : ConfigReader.Read(null, "penstock.yaml", environment);
        if (reading.Config is null)
        {
            await terminal.Error.WriteLineAsync(reading.Format());
            return 1;
        }

        var refused = ModelCheck.Run(reading);
        if (refused.Count > 0)
        {
            await terminal.Error.WriteLineAsync(string.Join('\n', refused));
            return 1;
        }

        await terminal.Out.WriteLineAsync($"{arguments.ConfigFile ?? "No file"}: the configuration is good.");
        return 0;
    }
}
