using System.Collections.Concurrent;

namespace Penstock.Pipeline.Authenticate;

/// <summary>Keeps sessions as long as the process lives.</summary>
public sealed class InMemorySessionStore : ISessionStore
{
    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Session>> LoadAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<Session>>([.. _sessions.Values]);

    /// <inheritdoc/>
    public Task SaveAsync(Session session, CancellationToken ct)
    {
        _sessions[session.Hash] = session;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string hash, CancellationToken ct)
    {
        _sessions.TryRemove(hash, out _);
        return Task.CompletedTask;
    }
}
