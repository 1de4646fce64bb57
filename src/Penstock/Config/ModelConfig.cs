using Penstock.Domain.Models;
using Penstock.Gateways.Repository;

namespace Penstock.Config;

/// <summary>A model as declared: it runs on a provider, it is an ONNX file, or it is a model of the box turned off.</summary>
internal abstract record ModelConfig(string Id)
{
    public string? Description { get; init; }

    public Uri? DocumentationUrl { get; init; }

    public string? Owner { get; init; }
}

/// <summary>Runs on a provider. Capabilities are of chat, completions and embeddings.</summary>
internal sealed record TargetModelConfig(string Id, IReadOnlyList<TargetConfig> Targets, IReadOnlyList<string> Capabilities) : ModelConfig(Id);

/// <summary>
/// An ONNX file or the folder of a model, by its absolute path. Fields name the input columns and Classes the output classes; empty when not
/// given.
/// </summary>
internal sealed record OnnxModelConfig(string Id, string File, IReadOnlyList<string> Fields, IReadOnlyList<string> Classes) : ModelConfig(Id)
{
    /// <summary>Which versions are loaded; null when not given.</summary>
    public VersionPolicy? Versions { get; init; }

    public CanaryRule? Canary { get; init; }

    public ShadowSettings? Shadow { get; init; }

    /// <summary>A golden sample, by its absolute path.</summary>
    public string? Golden { get; init; }
}

internal sealed record OffModelConfig(string Id) : ModelConfig(Id);
