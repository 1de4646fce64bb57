using Penstock.Gateways.Telemetry.Logs;
using Penstock.Gateways.Telemetry.Otlp;
using Penstock.Pipeline.Limits;

namespace Penstock.Config;

/// <summary>The configuration in force, and what is made of it before a host is there. A reload swaps it whole.</summary>
internal sealed class Settings : IDisposable
{
    // What the clouds' libraries take from the environment by themselves: it never passes through here, and is to be written nowhere all the same.
    private static readonly string[] CloudSecrets =
        ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_BEARER_TOKEN_BEDROCK", "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AZURE_CLIENT_SECRET", "AZURE_PASSWORD", "AZURE_CLIENT_CERTIFICATE_PASSWORD", "IDENTITY_HEADER", "MSI_SECRET"];

    private readonly IDisposable? _export;
    private ConfigReading _reading;

    private Settings(ConfigReading reading, IReadOnlyDictionary<string, string> variables)
    {
        _reading = reading;
        Variables = variables;
        foreach (var name in CloudSecrets)
        {
            if (variables.TryGetValue(name, out var secret))
            {
                Scrubber.Register(secret);
            }
        }

        _export = OtlpExport.Start(Environment.GetEnvironmentVariables(), typeof(Settings).Assembly.GetName().Version!.ToString(3), Scrubber.Scrub);
        Apply(reading);
    }

    /// <summary>What the file said, as it is in force.</summary>
    public PenstockConfig Config => Reading.Config!;

    /// <summary>The reading that is in force.</summary>
    public ConfigReading Reading => Volatile.Read(ref _reading);

    /// <summary>The environment variables that a reload reads with, too.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; }

    /// <summary>The level that is logged.</summary>
    public LogLevelSwitch Levels { get; } = new();

    /// <summary>What takes secrets out of the log.</summary>
    public LogScrubber Scrubber { get; } = new();

    /// <summary>Whether traces or metrics go out by OTLP.</summary>
    public bool Traced => _export is not null;

    /// <summary>Reads the configuration.</summary>
    /// <exception cref="ConfigUnusableException">It has mistakes.</exception>
    public static Settings Read(PenstockOptions options)
    {
        var variables = options.Variables ?? ProcessVariables();
        var named = new ServerArguments { Data = options.DataFolder }.Apply(variables);
        var reading = options.ConfigFile is { } file ? ConfigReader.ReadFile(file, named) : ConfigReader.Read(null, "penstock.yaml", named);
        return reading.Config is null ? throw new ConfigUnusableException(reading.Format()) : new Settings(reading, named);
    }

    /// <summary>The limits of keys that have none of their own.</summary>
    public static LimitsOptions Limits(PenstockConfig config) => new(config.Keys.DefaultRequestsPerMinute, config.Keys.DefaultMaxConcurrentCalls);

    /// <summary>The environment of the process.</summary>
    public static IReadOnlyDictionary<string, string> ProcessVariables() =>
        Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);

    /// <summary>Puts a reading in force.</summary>
    public void Apply(ConfigReading reading)
    {
        var config = reading.Config ?? throw new ArgumentException("The configuration has mistakes.", nameof(reading));

        // Those of the file, and those that the customary variables give; what is in a store is learnt when it comes.
        foreach (var secret in reading.Secrets.Select(found => found.Secret)
            .Concat(config.Providers.Values.SelectMany(provider => (Secret?[])[provider.ApiKey, provider.SecretAccessKey, provider.SessionToken]).OfType<Secret>())
            .Concat(((Secret?[])[config.S3.SecretKey, config.S3.SessionToken]).OfType<Secret>()))
        {
            if (secret.Reference is null)
            {
                Scrubber.Register(secret.Reveal());
            }
        }

        var changed = Volatile.Read(ref _reading).Config!.Logging.Level != config.Logging.Level;
        if (changed || ReferenceEquals(reading, Reading))
        {
            LogLevels.TryParse(config.Logging.Level.ToString(), out var level);
            Levels.Minimum = level;
        }

        Volatile.Write(ref _reading, reading);
    }

    /// <inheritdoc/>
    public void Dispose() => _export?.Dispose();
}
