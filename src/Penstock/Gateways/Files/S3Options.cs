using Penstock.Secrets;

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

    /// <summary>Where the three come from at each request, in the place of what is written above; null for what is.</summary>
    public (SecretSource Key, SecretSource Secret, SecretSource? Token)? Live { get; init; }

    /// <summary>The options with the key as it is now; null when it cannot be had.</summary>
    public async ValueTask<S3Options?> NowAsync(CancellationToken ct)
    {
        if (Live is not var (key, secret, token))
        {
            return this;
        }

        var now = this with { AccessKey = (await key.GetAsync(ct)).Value, SecretKey = (await secret.GetAsync(ct)).Value, SessionToken = token is null ? null : (await token.GetAsync(ct)).Value };
        return now.AccessKey is null || now.SecretKey is null || (token is not null && now.SessionToken is null) ? null : now;
    }
}
