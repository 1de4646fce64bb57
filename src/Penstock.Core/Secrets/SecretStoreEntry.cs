using Penstock.Domain.Access;

namespace Penstock.Secrets;

/// <summary>A store as the book uses it.</summary>
/// <param name="Store">The store.</param>
/// <param name="Cache">How long a value is used before it is read again; the reading begins before that.</param>
/// <param name="Grace">How much longer an old value serves while the store is down.</param>
/// <param name="Timeout">How long a reading may take.</param>
public sealed record SecretStoreEntry(ISecretStore Store, TimeSpan Cache, TimeSpan Grace, TimeSpan Timeout)
{
    /// <summary>Which paths things may name that were declared through the management API; one that ends in <c>*</c> stands for all that begin so.</summary>
    public IReadOnlyList<string> ApiPaths { get; init; } = [];

    /// <summary>Whether something that was declared through the management API may name a path.</summary>
    public bool OpenToApi(string path) => ApiPaths.Count > 0 && Applies.Named(ApiPaths, path);
}
