namespace Penstock.Config;

/// <summary>How S3 is reached, the customary AWS variables filled in. The secrets come in pairs; Endpoint is null for Amazon's.</summary>
internal sealed record S3Config(Uri? Endpoint, string Region, Secret? AccessKey, Secret? SecretKey, Secret? SessionToken);
