using System.Collections.Concurrent;
using Penstock.Domain.Access;

namespace Penstock.Pipeline.Authenticate;

/// <summary>All keys in memory, found by their keyed hash.</summary>
public sealed class KeyRing(KeyHasher hasher)
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, ApiKey> _byHash = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ApiKey> _byId = new(StringComparer.Ordinal);

    /// <summary>All keys but the admin's, oldest first.</summary>
    public IReadOnlyList<ApiKey> All =>
        [.. _byId.Values.Where(key => !key.IsAdmin).OrderBy(key => key.CreatedAt).ThenBy(key => key.Id, StringComparer.Ordinal)];

    /// <summary>The key that was presented; null when nobody knows it.</summary>
    public ApiKey? FindPresented(string presented) => _byHash.GetValueOrDefault(hasher.Hash(presented));

    /// <summary>The key of an id; null when there is none.</summary>
    public ApiKey? FindById(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Takes a new key, or a changed one in the place of the old.</summary>
    public void Put(ApiKey key)
    {
        // Two at once must not leave the older one's hash behind: a rotated or revoked key would live on.
        lock (_gate)
        {
            if (_byId.TryGetValue(key.Id, out var old))
            {
                if (old.Version > key.Version)
                {
                    return;
                }

                if (old.Hash != key.Hash)
                {
                    _byHash.TryRemove(old.Hash, out _);
                }
            }

            _byHash[key.Hash] = key;
            _byId[key.Id] = key;
        }
    }
}
