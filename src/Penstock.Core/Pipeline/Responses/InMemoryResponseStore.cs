using System.Collections.Concurrent;

namespace Penstock.Pipeline.Responses;

/// <summary>Keeps responses as long as the process lives: for tests and for hosts that keep nothing.</summary>
public sealed class InMemoryResponseStore : IResponseStore
{
    private readonly ConcurrentDictionary<(string Id, string KeyId), KeptResponse> _kept = new();

    /// <inheritdoc/>
    public Task<KeptResponse?> FindAsync(string id, string keyId, DateTimeOffset now, CancellationToken ct) =>
        Task.FromResult(_kept.TryGetValue((id, keyId), out var kept) && kept.ExpiresAt > now ? kept : null);

    /// <inheritdoc/>
    public Task SaveAsync(KeptResponse response, CancellationToken ct)
    {
        _kept[(response.Id, response.KeyId)] = response with { Content = response.Content.ToArray() };
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string id, string keyId, CancellationToken ct) => Task.FromResult(_kept.TryRemove((id, keyId), out _));

    /// <inheritdoc/>
    public Task<int> SweepAsync(DateTimeOffset now, CancellationToken ct) =>
        Task.FromResult(_kept.Where(kept => kept.Value.ExpiresAt <= now).Count(kept => _kept.TryRemove(kept)));
}
