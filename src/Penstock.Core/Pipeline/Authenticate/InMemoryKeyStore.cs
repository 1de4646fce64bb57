using System.Collections.Concurrent;
using Penstock.Domain.Access;

namespace Penstock.Pipeline.Authenticate;

/// <summary>Keeps keys as long as the process lives: for tests and for hosts that make their keys at start.</summary>
public sealed class InMemoryKeyStore : IKeyStore
{
    private readonly ConcurrentDictionary<string, ApiKey> _keys = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ApiKey>> LoadAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<ApiKey>>([.. _keys.Values]);

    /// <inheritdoc/>
    public Task<bool> SaveAsync(ApiKey key, string action, Actor by, CancellationToken ct)
    {
        var saved = _keys.AddOrUpdate(key.Id, key, (_, old) => old.Version + 1 == key.Version ? key : old);
        return Task.FromResult(ReferenceEquals(saved, key));
    }
}
