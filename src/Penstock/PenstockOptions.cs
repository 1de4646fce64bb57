using Penstock.Config;
using Penstock.Gateways.Engines.Functions;
using Penstock.Gateways.Engines.Typed;

namespace Penstock;

/// <summary>What a program that hosts Penstock decides. Everything else is in the configuration file.</summary>
public sealed class PenstockOptions
{
    /// <summary>The configuration file; null means everything has its default.</summary>
    public string? ConfigFile { get; set; }

    /// <summary>The folder in which everything is kept: journal, database, logs.</summary>
    public string DataFolder { get; set; } = ServerArguments.DefaultData;

    /// <summary>The admin key, at least 16 characters; null means the stored one, or a new one that <see cref="OnAdminKey"/> is told.</summary>
    public string? AdminKey { get; set; } = Environment.GetEnvironmentVariable("PENSTOCK_ADMIN_KEY") is { Length: > 0 } key ? key : null;

    /// <summary>Told a newly made admin key, once, at first start: nobody can read it again.</summary>
    public Action<string>? OnAdminKey { get; set; }

    /// <summary>Where the log goes besides the file in the data folder: true means standard output.</summary>
    public bool LogToConsole { get; set; } = true;

    /// <summary>The C# functions that are served as models.</summary>
    internal List<FunctionRegistration> Functions { get; } = [];

    /// <summary>The ONNX files that the host serves.</summary>
    internal List<ModelRegistration> Models { get; } = [];

    /// <summary>Whether the models that come with Penstock, iris and guide, are served too.</summary>
    internal bool InTheBox { get; set; } = true;

    /// <summary>Browser origins that may call, besides those of the configuration.</summary>
    internal HashSet<string> Origins { get; } = new(StringComparer.Ordinal);

    /// <summary>The ONNX files that are served beside those of the configuration.</summary>
    internal List<OnnxModelConfig> OnnxFiles { get; } = [];

    /// <summary>The folders of models that are served beside those of the configuration.</summary>
    internal List<RepositoryConfig> Repositories { get; } = [];

    /// <summary>The environment variables that the configuration is read with; null means those of the process.</summary>
    internal IReadOnlyDictionary<string, string>? Variables { get; set; }

    /// <summary>The clock.</summary>
    internal TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>
    /// Serves a C# function as a model: <c>options.Function("hello", (string who) => $"hello {who}")</c> answers
    /// <c>POST /models/hello/invoke</c> with <c>{"who":"ada"}</c>.
    /// </summary>
    /// <param name="name">The model's public name: 1 to 200 letters, digits and <c>. _ - / : @ +</c>.</param>
    /// <param name="function">The function; it may be asynchronous and take a <see cref="CancellationToken"/>.</param>
    /// <param name="description">What it does, for people.</param>
    /// <exception cref="ArgumentException">The name is none, or is taken.</exception>
    public PenstockOptions Function(string name, Delegate function, string? description = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        CheckName(name);
        Functions.Add(new FunctionRegistration(name, function, description));
        return this;
    }

    /// <summary>Refuses what is no model's name, or is taken.</summary>
    /// <exception cref="ArgumentException">It is none, or is taken.</exception>
    internal void CheckName(string name)
    {
        if (!ModelNames.IsValid(name))
        {
            throw new ArgumentException($"'{name}' is no model name: use 1 to 200 letters, digits and . _ - / : @ +, without a slash at an end.", nameof(name));
        }

        if (Functions.Any(registered => registered.Name == name) || Models.Any(registered => registered.Name == name))
        {
            throw new ArgumentException($"There is a model '{name}' already.", nameof(name));
        }
    }
}
