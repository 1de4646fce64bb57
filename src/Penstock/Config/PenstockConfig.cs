using Penstock.Config.Governance;
using Penstock.Domain.Access;
using Penstock.Domain.Money;
using System.Collections.Frozen;

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
    /// <summary>Teams, by id.</summary>
    public required IReadOnlyDictionary<string, Declared<Team>> Teams { get; init; }

    /// <summary>Folders of models.</summary>
    public IReadOnlyList<RepositoryConfig> Repositories { get; init; } = [];

    /// <summary>How money is dealt with.</summary>
    public MoneyOptions Money { get; init; } = MoneyOptions.Default;

    /// <summary>Prices in the place of shipped ones, by their ids.</summary>
    public IReadOnlyDictionary<string, Declared<PriceOverride>> Prices { get; init; } = FrozenDictionary<string, Declared<PriceOverride>>.Empty;
}
