using System.Security.Cryptography;
using System.Text;

namespace Penstock.Domain.Access;

/// <summary>Makes keys and their keyed hashes: <c>ps_</c> and 43 base-62 characters (256 bits).</summary>
public sealed class KeyHasher
{
    /// <summary>What every key begins with.</summary>
    public const string KeyPrefix = "ps_";

    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int ShownCharacters = 8;

    // One for each thread: making it anew for each key takes as long as the hash itself.
    private readonly ThreadLocal<HMACSHA256> _mac;

    /// <summary>Makes a hasher under the server's secret, at least 32 bytes.</summary>
    public KeyHasher(byte[] secret)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(secret.Length, 32);
        _mac = new ThreadLocal<HMACSHA256>(() => new HMACSHA256(secret));
    }

    /// <summary>A new random key.</summary>
    public static string NewKey() => KeyPrefix + RandomNumberGenerator.GetString(Alphabet, 43);

    /// <summary>A new random id for a key.</summary>
    public static string NewId() => "key_" + NewText();

    /// <summary>What makes a new id unique: 20 random characters.</summary>
    public static string NewText() => RandomNumberGenerator.GetString(Alphabet, 20);

    /// <summary>The part of a key that may be shown: of a short one, nothing.</summary>
    public static string Shown(string key) => key.Length >= 4 * ShownCharacters ? key[..ShownCharacters] : "";

    /// <summary>HMAC-SHA256 of a presented key, in lower-case hexadecimal.</summary>
    public string Hash(string presented)
    {
        Span<byte> hash = stackalloc byte[32];
        Span<byte> small = stackalloc byte[256];
        var length = Encoding.UTF8.GetByteCount(presented);
        var bytes = length <= small.Length ? small[..length] : new byte[length];
        Encoding.UTF8.GetBytes(presented, bytes);
        _mac.Value!.TryComputeHash(bytes, hash, out _);
        return Convert.ToHexStringLower(hash);
    }
}
