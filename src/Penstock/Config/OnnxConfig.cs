namespace Penstock.Config;

/// <summary>Library is null for the one in the box.</summary>
internal sealed record OnnxConfig(string? Library)
{
    /// <summary>How calls share runs, of models that do not say themselves.</summary>
    public BatchingConfig Batching { get; init; } = new();
}
