namespace Penstock.Config;

/// <summary>What the user wrote, checked and with defaults; immutable. Paths are absolute.</summary>
internal sealed record PenstockConfig(
    ServerConfig Server,
    StorageConfig Storage,
    LoggingConfig Logging,
    OnnxConfig Onnx,
    KeysConfig Keys,
    IReadOnlyDictionary<string, ProviderConfig> Providers,
    IReadOnlyDictionary<string, ModelConfig> Models)
{
    /// <summary>How S3 is reached.</summary>
    public required S3Config S3 { get; init; }

    /// <summary>Where secrets are kept.</summary>
    public SecretsConfig Secrets { get; init; } = new();

    /// <summary>Folders of models.</summary>
    public IReadOnlyList<RepositoryConfig> Repositories { get; init; } = [];
}
