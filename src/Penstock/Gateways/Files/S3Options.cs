namespace Penstock.Gateways.Files;

/// <summary>How S3, or a store that speaks its protocol, is reached.</summary>
internal sealed record S3Options
{
    /// <summary>The store's address; null for Amazon's. Buckets are then part of the path, as MinIO and its like have them.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The region.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The key's id; null for buckets that everybody may read.</summary>
    public string? AccessKey { get; init; }

    /// <summary>The key's secret; there when its id is.</summary>
    public string? SecretKey { get; init; }

    /// <summary>The token of a temporary key; null for a lasting one.</summary>
    public string? SessionToken { get; init; }
}
