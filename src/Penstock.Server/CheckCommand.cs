using Penstock.Config;

namespace Penstock.Server;

/// <summary><c>--check</c>: reads the configuration and says what is wrong with it.</summary>
internal static class CheckCommand
{
    /// <summary>0 when it is good, 1 otherwise.</summary>
    public static int Run(ServerArguments arguments, IReadOnlyDictionary<string, string> variables)
    {
        var environment = arguments.Apply(variables);
        var reading = arguments.ConfigFile is { } file ? ConfigReader.ReadFile(file, environment) : ConfigReader.Read(null, "penstock.yaml", environment);
        if (reading.Config is null)
        {
            Console.Error.WriteLine(reading.Format());
            return 1;
        }

        var refused = ModelCheck.Run(reading);
        if (refused.Count > 0)
        {
            Console.Error.WriteLine(string.Join('\n', refused));
            return 1;
        }

        Console.WriteLine($"{arguments.ConfigFile ?? "No file"}: the configuration is good.");
        return 0;
    }
}
