using Penstock.Domain.Access;

namespace Penstock.Pipeline.Authenticate;

/// <summary>Keeps keys durably. Calls never wait for it: they look in the <see cref="KeyRing"/>.</summary>
public interface IKeyStore
{
    /// <summary>Every key, revoked ones too.</summary>
    Task<IReadOnlyList<ApiKey>> LoadAsync(CancellationToken ct);

    /// <summary>
    /// Inserts a key or replaces the one of the same id, if its version is one less than the given one's; false when somebody
    /// else changed it meanwhile. Durable when it returns, together with its entry in the audit trail.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="action">What is done, for the trail: <c>key.create</c>.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="ct">Stops it.</param>
    Task<bool> SaveAsync(ApiKey key, string action, Actor by, CancellationToken ct);


    /// <summary>When keys were used last, by their ids.</summary>
    Task<IReadOnlyList<(string Key, DateTimeOffset Last)>> LoadUsesAsync(CancellationToken ct);

    /// <summary>Notes when keys were used last. It raises no version, and may be lost with the machine.</summary>
    Task SaveUsesAsync(IReadOnlyList<(string Key, DateTimeOffset Last)> uses, CancellationToken ct);
}
