using System.Collections.Frozen;
using Penstock.Config.Governance;
using Penstock.Domain.Access;
using Penstock.Domain.Money;

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

    /// <summary>How the audit trail is proved.</summary>
    public required AuditConfig Audit { get; init; }

    /// <summary>How long things are kept.</summary>
    public required RetentionConfig Retention { get; init; }

    /// <summary>Budgets, by id.</summary>
    public required IReadOnlyDictionary<string, Declared<Budget>> Budgets { get; init; }

    /// <summary>Roles made of permissions, by name.</summary>
    public required IReadOnlyDictionary<string, Declared<RoleDefinition>> Roles { get; init; }

    /// <summary>Users, by id.</summary>
    public required IReadOnlyDictionary<string, Declared<User>> Users { get; init; }

    /// <summary>Service accounts, by id.</summary>
    public required IReadOnlyDictionary<string, Declared<ServiceAccount>> ServiceAccounts { get; init; }

    /// <summary>Issuers of tokens, by name.</summary>
    public required IReadOnlyDictionary<string, Declared<Issuer>> Issuers { get; init; }

    /// <summary>Folders of models.</summary>
    public IReadOnlyList<RepositoryConfig> Repositories { get; init; } = [];

    /// <summary>How money is dealt with.</summary>
    public MoneyOptions Money { get; init; } = MoneyOptions.Default;

    /// <summary>Prices in the place of shipped ones, by their ids.</summary>
    public IReadOnlyDictionary<string, Declared<PriceOverride>> Prices { get; init; } = FrozenDictionary<string, Declared<PriceOverride>>.Empty;

    /// <summary>Limits, by their ids.</summary>
    public IReadOnlyDictionary<string, Declared<Limit>> Limits { get; init; } = FrozenDictionary<string, Declared<Limit>>.Empty;
}
