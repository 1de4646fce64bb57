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

    /// <summary>
    /// The key that was presented; null when nobody knows it. The look-up is by a hash under a secret of the server: how long it takes tells nothing of
    /// the keys that there are, and the hash is of the whole key, so that two that begin alike are two.
    /// </summary>
    /// <param name="presented">What was presented.</param>
    /// <param name="previous">Whether it is the secret from before the last rotation.</param>
    public ApiKey? FindPresented(string presented, out bool previous)
    {
        var hash = hasher.Hash(presented);
        var key = _byHash.GetValueOrDefault(hash);
        previous = key is not null && key.Hash != hash;
        return key;
    }

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

                // What stays is not taken out for a moment: a call in that moment would be refused.
                foreach (var hash in new[] { old.Hash, old.PreviousHash })
                {
                    if (hash is not null && hash != key.Hash && hash != key.PreviousHash)
                    {
                        _byHash.TryRemove(hash, out _);
                    }
                }
            }

            if (key.PreviousHash is { } previous)
            {
                _byHash[previous] = key;
            }

            _byHash[key.Hash] = key;
            _byId[key.Id] = key;
        }
    }
}
