using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Penstock.Domain.Access;

namespace Penstock.Gateways.Tokens;

/// <summary>
/// Tokens that were verified, found by the SHA-256 of all of a token: nothing shorter names one, and nothing that its bearer may choose.
/// Bounded: the older half is forgotten when it is full, and what is in use comes back.
/// </summary>
internal sealed class TokenCache(int most)
{
    private readonly Lock _gate = new();
    private ConcurrentDictionary<Key, Entry> _young = new();
    private ConcurrentDictionary<Key, Entry> _old = new();

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _young).Count + Volatile.Read(ref _old).Count;

    /// <summary>What was found out about a token; null when nothing is known.</summary>
    public Entry? Find(Key key)
    {
        if (Volatile.Read(ref _young).TryGetValue(key, out var entry))
        {
            return entry;
        }

        if (Volatile.Read(ref _old).TryRemove(key, out entry))
        {
            Put(key, entry);
        }

        return entry;
    }

    /// <summary>Notes what was found out.</summary>
    public void Put(Key key, Entry entry)
    {
        var young = Volatile.Read(ref _young);
        young[key] = entry;
        if (young.Count > most / 2)
        {
            lock (_gate)
            {
                if (ReferenceEquals(young, _young))
                {
                    Volatile.Write(ref _old, young);
                    Volatile.Write(ref _young, new());
                }
            }
        }
    }

    /// <summary>Forgets a token.</summary>
    public void Remove(Key key)
    {
        Volatile.Read(ref _young).TryRemove(key, out _);
        Volatile.Read(ref _old).TryRemove(key, out _);
    }

    /// <summary>A verified token.</summary>
    /// <param name="Source">Whose it is, by the settings under which it was verified.</param>
    /// <param name="Keys">The keys under which it was verified.</param>
    /// <param name="Identity">Who it is.</param>
    /// <param name="Until">When it stops being good, the clock's skew included.</param>
    public sealed record Entry(KeySource Source, KeySet Keys, IssuedIdentity Identity, DateTimeOffset Until);

    /// <summary>The SHA-256 of a token.</summary>
    public readonly record struct Key(long First, long Second, long Third, long Fourth)
    {
        /// <summary>That of a token.</summary>
        public static Key Of(string token)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(MemoryMarshal.AsBytes(token.AsSpan()), hash);
            var parts = MemoryMarshal.Cast<byte, long>(hash);
            return new Key(parts[0], parts[1], parts[2], parts[3]);
        }
    }
}
