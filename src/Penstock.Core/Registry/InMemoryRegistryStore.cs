using Penstock.Domain.Access;

namespace Penstock.Registry;

/// <summary>Keeps things as long as the process lives: for tests, and for hosts that declare everything themselves.</summary>
public sealed class InMemoryRegistryStore : IRegistryStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Kind, string Id), KeptItem> _items = [];
    private readonly Dictionary<(string Kind, string Id), List<KeptVersion>> _versions = [];

    /// <inheritdoc/>
    public Task<IReadOnlyList<(string Kind, KeptItem Item)>> LoadAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<(string, KeptItem)>>([.. _items.Select(entry => (entry.Key.Kind, entry.Value))]);
        }
    }

    /// <inheritdoc/>
    public Task<KeptItem?> SaveAsync(string kind, KeptItem item, KeptItem? before, Actor by, CancellationToken ct)
    {
        lock (_gate)
        {
            var key = (kind, item.Id);
            if (_items.GetValueOrDefault(key)?.Version != before?.Version)
            {
                return Task.FromResult<KeptItem?>(null);
            }

            var saved = item with { Version = Note(key, item.Body, item.UpdatedAt, by) };
            _items[key] = saved;
            return Task.FromResult<KeptItem?>(saved);
        }
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string kind, KeptItem before, DateTimeOffset at, Actor by, CancellationToken ct)
    {
        lock (_gate)
        {
            var key = (kind, before.Id);
            var same = _items.GetValueOrDefault(key)?.Version == before.Version;
            if (same)
            {
                _items.Remove(key);
                Note(key, null, at, by);
            }

            return Task.FromResult(same);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<KeptVersion>> HistoryAsync(string kind, string id, CancellationToken ct)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<KeptVersion>>([.. Enumerable.Reverse(_versions.GetValueOrDefault((kind, id)) ?? [])]);
        }
    }

    private long Note((string Kind, string Id) key, string? body, DateTimeOffset at, Actor by)
    {
        if (!_versions.TryGetValue(key, out var versions))
        {
            _versions[key] = versions = [];
        }

        versions.Add(new KeptVersion(versions.Count + 1, body, at, by.Id));
        return versions.Count;
    }
}
