using System.Collections.Frozen;
using Penstock.Domain.Models;
using Penstock.Domain.Money;
using Penstock.Gateways.Files;
using Penstock.Gateways.Repository;

namespace Penstock.Config;

/// <summary>A model as declared: it runs on a provider, it is an ONNX file, or it is a model of the box turned off.</summary>
internal abstract record ModelConfig(string Id)
{
    public string? Description { get; init; }

    public Uri? DocumentationUrl { get; init; }

    public string? Owner { get; init; }

    /// <summary>What it costs, where its targets do not say; null when the file does not say either.</summary>
    public OwnPrice? Price { get; init; }
}

/// <summary>Runs on a provider. Capabilities are of chat, completions and embeddings.</summary>
internal sealed record TargetModelConfig(string Id, IReadOnlyList<TargetConfig> Targets, IReadOnlyList<string> Capabilities) : ModelConfig(Id)
{
    /// <summary>How calls move among the targets.</summary>
    public PoolOptions Pool { get; init; } = PoolOptions.Default;

    /// <summary>The most tokens of one call's input; null when the file does not say.</summary>
    public long? MaxInputTokens { get; init; }

    /// <summary>The most tokens of one answer; null when the file does not say.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>Whether the file itself says the capabilities.</summary>
    public bool SaysCapabilities { get; init; }
}

/// <summary>
/// An ONNX file or the folder of a model, by its absolute path. Fields name the input columns and Classes the output classes; empty when not
/// given.
/// </summary>
internal sealed record OnnxModelConfig(string Id, string File, IReadOnlyList<string> Fields, IReadOnlyList<string> Classes) : ModelConfig(Id)
{
    /// <summary>An http(s) or s3 address, when the file comes from there; File is empty then.</summary>
    public Uri? Address { get; init; }

    /// <summary>The digest the file must have, in lower case; null when it may have any.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The file, wherever it is.</summary>
    public ModelReference Reference => new(Address ?? new Uri(File), Sha256);

    /// <summary>What is said of inputs and columns, by name.</summary>
    public IReadOnlyDictionary<string, ColumnRule> Inputs { get; init; } = FrozenDictionary<string, ColumnRule>.Empty;

    public bool Strict { get; init; }

    /// <summary>How its calls share runs; null for what <c>onnx.batching</c> says.</summary>
    public BatchingConfig? Batching { get; init; }

    /// <summary>Which versions are loaded; null when not given.</summary>
    public VersionPolicy? Versions { get; init; }

    public CanaryRule? Canary { get; init; }

    public ShadowSettings? Shadow { get; init; }

    /// <summary>A golden sample, by its absolute path.</summary>
    public string? Golden { get; init; }
}

internal sealed record OffModelConfig(string Id) : ModelConfig(Id);
