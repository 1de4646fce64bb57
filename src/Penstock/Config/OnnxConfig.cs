namespace Penstock.Config;

/// <summary>Library is null for the one in the box.</summary>
internal sealed record OnnxConfig(string? Library)
{
    /// <summary>Threads that share the work of single runs; null for one for each processor.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether these wait busily.</summary>
    public bool Spinning { get; init; }

    /// <summary>The largest model file that is fetched from elsewhere, in bytes.</summary>
    public long MaxModelBytes { get; init; } = 4L << 30;

    /// <summary>How long the fetching of one model file may take.</summary>
    public TimeSpan DownloadTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How calls share runs, of models that do not say themselves.</summary>
    public BatchingConfig Batching { get; init; } = new();
}
