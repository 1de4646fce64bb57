namespace Penstock.Config;

/// <summary>Library is null for the one in the box.</summary>
internal sealed record OnnxConfig(string? Library)
{
    /// <summary>The largest model file that is fetched from elsewhere, in bytes.</summary>
    public long MaxModelBytes { get; init; } = 4L << 30;

    /// <summary>How long the fetching of one model file may take.</summary>
    public TimeSpan DownloadTimeout { get; init; } = TimeSpan.FromHours(1);
}
