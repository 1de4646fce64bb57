namespace Penstock.Config;

/// <summary>Library is null for the one in the box; Threads for one for each processor.</summary>
internal sealed record OnnxConfig(string? Library, int? Threads = null, bool Spinning = false)
{
    /// <summary>How calls share runs, of models that do not say themselves.</summary>
    public BatchingConfig Batching { get; init; } = new();
}
