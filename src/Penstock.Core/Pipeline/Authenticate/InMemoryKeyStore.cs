using System.Collections.Concurrent;
using Penstock.Domain.Access;

namespace Penstock.Pipeline.Authenticate;

/// <summary>Keeps keys as long as the process lives: for tests and for hosts that make their keys at start.</summary>
public sealed class InMemoryKeyStore : IKeyStore
{
    private readonly ConcurrentDictionary<string, ApiKey> _keys = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _uses = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ApiKey>> LoadAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<ApiKey>>([.. _keys.Values]);

    /// <inheritdoc/>
    public Task<bool> SaveAsync(ApiKey key, string action, Actor by, CancellationToken ct)
    {
        var saved = _keys.AddOrUpdate(key.Id, key, (_, old) => old.Version + 1 == key.Version ? key : old);
        return Task.FromResult(ReferenceEquals(saved, key));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<(string Key, DateTimeOffset Last)>> LoadUsesAsync(CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<(string, DateTimeOffset)>>([.. _uses.Select(use => (use.Key, use.Value))]);

    /// <inheritdoc/>
    public Task SaveUsesAsync(IReadOnlyList<(string Key, DateTimeOffset Last)> uses, CancellationToken ct)
    {
        foreach (var (key, last) in uses)
        {
            _uses[key] = last;
        }

        return Task.CompletedTask;
    }
}
