namespace Penstock.Config;

/// <summary>A store of secrets. What does not fit its kind is null; times that are null are those of <c>secrets</c>.</summary>
internal sealed record SecretStoreConfig(SecretStoreKind Kind)
{
    public TimeSpan? Cache { get; init; }

    public TimeSpan? Grace { get; init; }

    public TimeSpan? Timeout { get; init; }

    public IReadOnlyList<string> ApiPaths { get; init; } = [];

    public string? Path { get; init; }

    public Uri? Address { get; init; }

    public string? Namespace { get; init; }

    public string? Mount { get; init; }

    public Secret? Token { get; init; }

    public string? Role { get; init; }

    public string? LoginMount { get; init; }

    public string? JwtFile { get; init; }

    public string? Region { get; init; }

    public Secret? AccessKeyId { get; init; }

    public Secret? SecretAccessKey { get; init; }

    public Secret? SessionToken { get; init; }

    public string? Project { get; init; }

    public string? CredentialsFile { get; init; }
}
