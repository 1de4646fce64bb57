using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Penstock.Domain.Access;

namespace Penstock.Pipeline.Authenticate;

/// <summary>The sessions of people in browsers: begun by a login, ended by a logout, by silence, or by age.</summary>
/// <param name="store">Where they are kept.</param>
/// <param name="times">How long they last now: a reload may change it.</param>
/// <param name="time">The clock.</param>
public sealed class Sessions(ISessionStore store, Func<SessionTimes> times, TimeProvider time)
{
    // How far what is kept may lag behind: a request writes no more often.
    private static readonly TimeSpan SaveEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _saved = new(StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public int Count => _sessions.Count;

    /// <summary>Those that are not over, the oldest first.</summary>
    public IReadOnlyList<Session> All => time.GetUtcNow() is var now ? [.. _sessions.Values.Where(session => !IsOver(session, now)).OrderBy(session => session.CreatedAt).ThenBy(session => session.Hash, StringComparer.Ordinal)] : [];

    /// <summary>Reads every session from the store into memory.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        foreach (var session in await store.LoadAsync(ct))
        {
            _sessions[session.Hash] = session;
            _saved[session.Hash] = session.SeenAt;
        }

        await SweepAsync(ct);
    }

    /// <summary>Begins a session, always under a new id; the id is the secret that the browser gets, and nobody can read it again.</summary>
    public async Task<(string Id, Session Session)> BeginAsync(IssuedIdentity identity, CancellationToken ct)
    {
        await SweepAsync(ct);
        var now = time.GetUtcNow();
        var id = NewSecret();
        var session = new Session(HashOf(id), identity, now, now);
        await store.SaveAsync(session, ct);
        _saved[session.Hash] = now;
        _sessions[session.Hash] = session;
        return (id, session);
    }

    /// <summary>The session of an id, which is used now; null when there is none, or it is over.</summary>
    public async ValueTask<Session?> UseAsync(string id, CancellationToken ct)
    {
        var hash = HashOf(id);
        if (!_sessions.TryGetValue(hash, out var session))
        {
            return null;
        }

        var now = time.GetUtcNow();
        if (IsOver(session, now))
        {
            await EndAsync(session, ct);
            return null;
        }

        var used = session with { SeenAt = now };

        // Not put where it has just been ended.
        if (_sessions.TryUpdate(hash, used, session) && _saved.TryGetValue(hash, out var saved) && now - saved >= SaveEvery && _saved.TryUpdate(hash, now, saved))
        {
            await store.SaveAsync(used, ct);
            if (!_sessions.ContainsKey(hash))
            {
                await store.DeleteAsync(hash, ct);
            }
        }

        return used;
    }

    /// <summary>Ends the session of an id, if there is one.</summary>
    public Task EndAsync(string id, CancellationToken ct) => _sessions.TryGetValue(HashOf(id), out var session) ? EndAsync(session, ct) : Task.CompletedTask;

    /// <summary>When a session ends by itself if it is not used any more.</summary>
    public DateTimeOffset EndOf(Session session)
    {
        var now = times();
        var (idle, longest) = (session.SeenAt + now.Idle, session.CreatedAt + now.Longest);
        return idle < longest ? idle : longest;
    }

    /// <summary>
    /// What a page of this server's must send with a change: another site's page has neither the session's id nor this, which is derived from it.
    /// </summary>
    public static string CsrfToken(string id) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes("csrf:" + id)));

    /// <summary>256 random bits as text.</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static string HashOf(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    private bool IsOver(Session session, DateTimeOffset now) => now >= EndOf(session);

    private async Task SweepAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        foreach (var session in _sessions.Values)
        {
            if (IsOver(session, now))
            {
                await EndAsync(session, ct);
            }
        }
    }

    /// <summary>Ends a session: its browser is let in no longer.</summary>
    public Task EndAsync(Session session, CancellationToken ct)
    {
        _sessions.TryRemove(session.Hash, out _);
        _saved.TryRemove(session.Hash, out _);
        return store.DeleteAsync(session.Hash, ct);
    }
}
