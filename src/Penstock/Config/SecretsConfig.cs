using System.Collections.Frozen;

namespace Penstock.Config;

/// <summary>Where secrets are kept, and how long their values are used.</summary>
internal sealed record SecretsConfig
{
    public TimeSpan Cache { get; init; }

    public TimeSpan Grace { get; init; }

    public TimeSpan Timeout { get; init; }

    /// <summary>The file of master keys; null for the one in the data folder.</summary>
    public string? MasterKeyFile { get; init; }

    /// <summary>The stores that are declared; those that are always there may be missing.</summary>
    public IReadOnlyDictionary<string, SecretStoreConfig> Stores { get; init; } = FrozenDictionary<string, SecretStoreConfig>.Empty;

    /// <summary>The kind of a store; null when there is none of the name.</summary>
    public SecretStoreKind? Kind(string store) => Stores.TryGetValue(store, out var declared) ? declared.Kind : SecretStoreKeys.KindOf(store) is { } known && SecretStoreKeys.BuiltIn.Contains(store) ? known : null;
}
