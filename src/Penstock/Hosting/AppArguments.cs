using Penstock.Config;

namespace Penstock.Hosting;

/// <summary>The arguments of a program of one's own: those of the server that say where it listens and what it reads.</summary>
/// <param name="Server">What they say of the server.</param>
/// <param name="Help">Whether only help was asked for.</param>
/// <param name="Error">What is wrong with them, with its fix; null when they are good.</param>
internal sealed record AppArguments(ServerArguments Server, bool Help = false, string? Error = null)
{
    /// <summary>What can be written.</summary>
    public const string Usage = """
        Options:
          --listen ADDR   host:port to listen on, whatever the file and $PORT say
          --config FILE   the configuration ($PENSTOCK_CONFIG, else ./penstock.yaml when it exists)
          --data DIR      the data folder ($PENSTOCK_DATA, else ./data)
          --help          print this
        """;

    private static readonly string[] Options = ["--listen", "--config", "--data"];

    /// <summary>Reads them.</summary>
    public static AppArguments Read(string[] args, IReadOnlyDictionary<string, string> variables)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] is "--help" or "-h")
            {
                return new AppArguments(new ServerArguments(), Help: true);
            }

            var cut = args[i].IndexOf('=', StringComparison.Ordinal);
            var option = cut > 0 ? args[i][..cut] : args[i];
            if (!Options.Contains(option))
            {
                return Wrong($"{args[i]} is not an option here. {NearMiss.Hint(option, Options)}--help lists what there is.");
            }

            var value = cut > 0 ? args[i][(cut + 1)..] : i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[++i] : "";
            if (value.Length == 0)
            {
                return Wrong($"{option} needs a value. Write {option} VALUE.");
            }

            given[option] = value;
        }

        return new AppArguments(ServerArguments.Of(given.GetValueOrDefault("--config"), given.GetValueOrDefault("--data"), given.GetValueOrDefault("--listen"), variables));
    }

    private static AppArguments Wrong(string error) => new(new ServerArguments(), Error: error);
}
