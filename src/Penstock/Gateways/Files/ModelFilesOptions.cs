namespace Penstock.Gateways.Files;

/// <summary>Where model files are kept, and what bounds their download.</summary>
internal sealed record ModelFilesOptions
{
    /// <summary>The folder of files that came from elsewhere, named by their digests.</summary>
    public required string Folder { get; init; }

    /// <summary>The largest file that is fetched, in bytes.</summary>
    public long MaxBytes { get; init; } = 4L << 30;

    /// <summary>How long a whole download may take.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long the other side may say nothing.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How S3 is reached.</summary>
    public S3Options S3 { get; init; } = new();
}
