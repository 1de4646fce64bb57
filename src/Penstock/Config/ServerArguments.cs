namespace Penstock.Config;

/// <summary>What the command line says of the server it is about. It wins over environment variables, which win over the file.</summary>
internal sealed record ServerArguments
{
    public const string DefaultData = "./data";
    public const string DefaultConfig = "./penstock.yaml";

    /// <summary>Null when there is no file: then everything has its default.</summary>
    public string? ConfigFile { get; init; }

    public string Data { get; init; } = DefaultData;

    /// <summary>Replaces <c>server.listen</c>.</summary>
    public string? Listen { get; init; }

    /// <summary>Fills in what the command line leaves open.</summary>
    /// <param name="config">What it says of the file.</param>
    /// <param name="data">What it says of the data folder.</param>
    /// <param name="listen">What it says of the address.</param>
    /// <param name="environment">For PENSTOCK_CONFIG and PENSTOCK_DATA.</param>
    /// <param name="fileExists">For the file that is used when none is named; the file system when null.</param>
    public static ServerArguments Of(string? config, string? data, string? listen, IReadOnlyDictionary<string, string> environment, Func<string, bool>? fileExists = null) => new()
    {
        ConfigFile = config ?? Variable(environment, ConfigOverrides.ConfigFile) ?? ((fileExists ?? File.Exists)(DefaultConfig) ? DefaultConfig : null),
        Data = data ?? Variable(environment, ConfigOverrides.DataDirectory) ?? DefaultData,
        Listen = listen,
    };

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

    private static string? Variable(IReadOnlyDictionary<string, string> environment, string name) =>
        environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
