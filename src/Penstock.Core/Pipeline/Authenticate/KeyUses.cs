using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Penstock.Pipeline.Authenticate;

/// <summary>When each key was used last: noted in memory by every call, and stored now and then.</summary>
public sealed class KeyUses(IKeyStore store, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, StrongBox<long>> _ticks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _stored = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _storing = new(1, 1);

    /// <summary>Notes that a key is used now.</summary>
    public void Note(string key, DateTimeOffset now)
    {
        if (_ticks.TryGetValue(key, out var last))
        {
            Volatile.Write(ref last.Value, now.UtcTicks);
        }
        else
        {
            _ticks[key] = new StrongBox<long>(now.UtcTicks);
        }
    }

    /// <summary>When a key was used last, UTC; null when it never was.</summary>
    public DateTimeOffset? Last(string key) => _ticks.TryGetValue(key, out var last) ? new DateTimeOffset(Volatile.Read(ref last.Value), TimeSpan.Zero) : null;

    /// <summary>Reads what is stored.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        foreach (var (key, last) in await store.LoadUsesAsync(ct))
        {
            _stored[key] = last.UtcTicks;
            _ticks.TryAdd(key, new StrongBox<long>(last.UtcTicks));
        }
    }

    /// <summary>Stores what has changed since it was stored last.</summary>
    public async Task SaveAsync(CancellationToken ct)
    {
        await _storing.WaitAsync(ct);
        try
        {
            var changed = _ticks.Select(entry => (entry.Key, Ticks: Volatile.Read(ref entry.Value.Value)))
                .Where(entry => !_stored.TryGetValue(entry.Key, out var stored) || stored < entry.Ticks).ToArray();
            if (changed.Length == 0)
            {
                return;
            }

            await store.SaveUsesAsync([.. changed.Select(entry => (entry.Key, new DateTimeOffset(entry.Ticks, TimeSpan.Zero)))], ct);
            foreach (var (key, ticks) in changed)
            {
                _stored[key] = ticks;
            }
        }
        finally
        {
            _storing.Release();
        }
    }

    /// <summary>Stores again and again, until it is stopped; a store that fails now may not fail the next time.</summary>
    public async Task KeepAsync(TimeSpan every, Action<Exception> failed, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(every, time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            try
            {
                await SaveAsync(ct);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                failed(exception);
            }
        }
    }
}
