namespace Penstock.Pipeline.Authenticate;

/// <summary>Keeps sessions durably. Requests look in memory: <see cref="Sessions"/>.</summary>
public interface ISessionStore
{
    /// <summary>Every session.</summary>
    Task<IReadOnlyList<Session>> LoadAsync(CancellationToken ct);

    /// <summary>Inserts a session, or replaces the one of its hash.</summary>
    Task SaveAsync(Session session, CancellationToken ct);

    /// <summary>Deletes a session, if it is there.</summary>
    Task DeleteAsync(string hash, CancellationToken ct);
}
