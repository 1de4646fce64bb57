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
    /// <summary>Folders of models.</summary>
    public IReadOnlyList<RepositoryConfig> Repositories { get; init; } = [];
}
