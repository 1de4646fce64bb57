using Penstock.Domain.Access;

namespace Penstock.Pipeline.Authenticate;

/// <summary>Keeps keys durably. Calls never wait for it: they look in the <see cref="KeyRing"/>.</summary>
public interface IKeyStore
{
    /// <summary>Every key, revoked ones too.</summary>
    Task<IReadOnlyList<ApiKey>> LoadAsync(CancellationToken ct);

    /// <summary>
    /// Inserts a key or replaces the one of the same id, if its version is one less than the given one's; false when somebody
    /// else changed it meanwhile. Durable when it returns.
    /// </summary>
    Task<bool> SaveAsync(ApiKey key, CancellationToken ct);
}
