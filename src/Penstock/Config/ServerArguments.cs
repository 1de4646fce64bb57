using System.Globalization;

namespace Penstock.Config;

/// <summary>The command line. Options win over environment variables, which win over the file.</summary>
internal sealed record ServerArguments
{
    public const string DefaultData = "./data";
    public const string DefaultConfig = "./penstock.yaml";

    public const string Usage = """
        Usage: penstock [options]                       serve
               penstock logs [--follow] [--lines N] [--data DIR]
               penstock admin-key --reset [--data DIR]

          --config FILE   the configuration ($PENSTOCK_CONFIG, else ./penstock.yaml when it exists)
          --data DIR      the data folder ($PENSTOCK_DATA, else ./data)
          --listen ADDR   host:port to listen on, whatever the file and $PORT say
          --check         check the configuration and end: 0 when it is good
          --health        ask the server that runs with these settings whether it takes calls: 0 when it does
          --schema        print the JSON schema of the configuration
          --version       print the version
          --help          print this

        """;

    public ServerCommand Command { get; init; } = ServerCommand.Serve;

    /// <summary>Null when there is no file: then everything has its default.</summary>
    public string? ConfigFile { get; init; }

    public string Data { get; init; } = DefaultData;

    /// <summary>Replaces <c>server.listen</c>.</summary>
    public string? Listen { get; init; }

    public bool Follow { get; init; }

    public int Lines { get; init; } = 100;

    /// <summary>What is wrong with the command line, with its fix; null when it is good.</summary>
    public string? Error { get; init; }

    /// <param name="args">Without the program's name.</param>
    /// <param name="environment">For PENSTOCK_CONFIG and PENSTOCK_DATA.</param>
    /// <param name="fileExists">For the file that is used when none is named; the file system when null.</param>
    public static ServerArguments Parse(string[] args, IReadOnlyDictionary<string, string> environment, Func<string, bool>? fileExists = null)
    {
        var result = new ServerArguments
        {
            ConfigFile = Variable(environment, ConfigOverrides.ConfigFile),
            Data = Variable(environment, ConfigOverrides.DataDirectory) ?? DefaultData,
        };
        var (command, start) = args.FirstOrDefault() switch
        {
            "logs" => (ServerCommand.Logs, 1),
            "admin-key" => (ServerCommand.ResetAdminKey, 1),
            _ => (ServerCommand.Serve, 0),
        };
        result = result with { Command = command };
        var reset = false;
        for (var i = start; i < args.Length; i++)
        {
            var (option, value) = args[i].IndexOf('=') is > 0 and var cut && args[i].StartsWith("--", StringComparison.Ordinal)
                ? (args[i][..cut], args[i][(cut + 1)..])
                : (args[i], null);
            if (!Allowed(command).Contains(option))
            {
                return result with { Error = Unknown(option, command, isFirst: i == 0) };
            }
            var takesValue = option is "--config" or "--data" or "--listen" or "--lines";
            if (!takesValue && value is not null)
            {
                return result with { Error = $"{option} takes no value. Write {option} alone." };
            }
            if (takesValue)
            {
                value ??= i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[++i] : null;
                if (string.IsNullOrEmpty(value))
                {
                    return result with { Error = $"{option} needs a value. Write {option} VALUE." };
                }
            }
            reset |= option == "--reset";
            result = option switch
            {
                "--config" => result with { ConfigFile = value },
                "--data" => result with { Data = value! },
                "--listen" => result with { Listen = value },
                "--follow" => result with { Follow = true },
                "--check" => result with { Command = ServerCommand.Check },
                "--health" => result with { Command = ServerCommand.Health },
                "--schema" => result with { Command = ServerCommand.Schema },
                "--version" => result with { Command = ServerCommand.Version },
                "--help" or "-h" => result with { Command = ServerCommand.Help },
                "--lines" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var lines) => result with { Lines = lines },
                "--lines" => result with { Error = $"--lines needs a number, not \"{value}\". Write --lines 100." },
                _ => result,
            };
            if (result.Error is not null || result.Command == ServerCommand.Help)
            {
                return result;
            }
        }
        if (command == ServerCommand.ResetAdminKey && !reset)
        {
            return result with { Error = "admin-key does nothing without --reset. Write admin-key --reset." };
        }
        return result.ConfigFile is null && (fileExists ?? File.Exists)(DefaultConfig) ? result with { ConfigFile = DefaultConfig } : result;
    }

    /// <summary>The environment for <see cref="ConfigReader"/>, with what the command line says in place of what the variables said.</summary>
    public IReadOnlyDictionary<string, string> Apply(IReadOnlyDictionary<string, string> environment)
    {
        var applied = new Dictionary<string, string>(environment, StringComparer.Ordinal) { [ConfigOverrides.DataDirectory] = Data };
        if (Listen is not null)
        {
            applied[ConfigOverrides.VariableOf("server.listen")] = Listen;
            applied.Remove(PortVariable.Name);
        }
        return applied;
    }

    private static string[] Allowed(ServerCommand command) => command switch
    {
        ServerCommand.Logs => ["--follow", "--lines", "--data", "--help", "-h"],
        ServerCommand.ResetAdminKey => ["--reset", "--data", "--help", "-h"],
        _ => ["--config", "--data", "--listen", "--check", "--health", "--schema", "--version", "--help", "-h"],
    };

    private static string Unknown(string option, ServerCommand command, bool isFirst)
    {
        var options = Allowed(command);
        var what = option.StartsWith('-') ? $"{option} is not an option here" : isFirst ? $"{option} is not a command" : $"{option} is not expected here";
        return $"{what}. {NearMiss.Hint(option, option.StartsWith('-') ? options : ["logs", "admin-key"])}--help lists what there is.";
    }

    private static string? Variable(IReadOnlyDictionary<string, string> environment, string name) =>
        environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
