using Penstock.Config.Governance;
using Penstock.Domain.Access;
using Penstock.Domain.Money;
using Penstock.Domain.Policies;
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

    /// <summary>The providers as they are written, by name.</summary>
    public IReadOnlyDictionary<string, Declared<ProviderConfig>> DeclaredProviders { get; init; } = FrozenDictionary<string, Declared<ProviderConfig>>.Empty;

    /// <summary>The models as they are written, by id; those that are turned off aside.</summary>
    public IReadOnlyDictionary<string, Declared<ModelConfig>> DeclaredModels { get; init; } = FrozenDictionary<string, Declared<ModelConfig>>.Empty;

    /// <summary>Where secrets are kept.</summary>
    public SecretsConfig Secrets { get; init; } = new();

    /// <summary>Teams, by id.</summary>
    public required IReadOnlyDictionary<string, Declared<Team>> Teams { get; init; }

    /// <summary>How the audit trail is proved.</summary>
    public required AuditConfig Audit { get; init; }

    /// <summary>How long things are kept.</summary>
    public required RetentionConfig Retention { get; init; }

    /// <summary>What holds where no policy says otherwise.</summary>
    public required PolicyConfig Policy { get; init; }

    /// <summary>Policies, by id.</summary>
    public required IReadOnlyDictionary<string, Declared<PolicyRule>> Policies { get; init; }

    /// <summary>Rules for the heads of requests, by id.</summary>
    public required IReadOnlyDictionary<string, Declared<HeaderRule>> HeaderRules { get; init; }

    /// <summary>What is under maintenance, by id.</summary>
    public required IReadOnlyDictionary<string, Declared<Maintenance>> Maintenance { get; init; }

    /// <summary>What posts to webhooks are signed under; null for no signature.</summary>
    public Secret? WebhookSecret { get; init; }

    /// <summary>Budgets, by id.</summary>
    public required IReadOnlyDictionary<string, Declared<Budget>> Budgets { get; init; }

    /// <summary>Roles made of permissions, by name.</summary>
    public required IReadOnlyDictionary<string, Declared<RoleDefinition>> Roles { get; init; }

    /// <summary>Users, by id.</summary>
    public required IReadOnlyDictionary<string, Declared<User>> Users { get; init; }

    /// <summary>Service accounts, by id.</summary>
    public required IReadOnlyDictionary<string, Declared<ServiceAccount>> ServiceAccounts { get; init; }

    /// <summary>The same with providers and models, as they are written.</summary>
    public PenstockConfig Declaring(IReadOnlyDictionary<string, Declared<ProviderConfig>> providers, IReadOnlyDictionary<string, Declared<ModelConfig>> models) => this with
    {
        Providers = providers.ToFrozenDictionary(entry => entry.Key, entry => entry.Value.Value, StringComparer.Ordinal),
        Models = models.ToFrozenDictionary(entry => entry.Key, entry => entry.Value.Value, StringComparer.Ordinal),
        DeclaredProviders = providers,
        DeclaredModels = models.Where(entry => entry.Value.Value is not OffModelConfig).ToFrozenDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal),
    };

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
