using System.Security.Cryptography;
using System.Text;
using Penstock.Secrets;

namespace Penstock.Gateways.Secrets.Database;

/// <summary>A key that wraps data keys, and encrypts nothing else.</summary>
internal sealed class MasterKey
{
    private readonly ContentCipher _cipher;

    public MasterKey(byte[] key)
    {
        _cipher = new ContentCipher(key);
        Id = Convert.ToHexStringLower(HMACSHA256.HashData(key, "penstock master key"u8).AsSpan(0, 6));
    }

    /// <summary>Its fingerprint, from which nothing can be learnt about it.</summary>
    public string Id { get; }

    /// <summary>Wraps a secret's data key.</summary>
    public string Wrap(byte[] dataKey, string name, long version) => Convert.ToBase64String(_cipher.Encrypt(dataKey, Owner(name, version)));

    /// <summary>Unwraps a secret's data key; null when it was changed, or belongs to another secret or version.</summary>
    public byte[]? Unwrap(string wrapped, string name, long version) => _cipher.Decrypt(Convert.FromBase64String(wrapped), Owner(name, version));

    /// <summary>Encrypts a value under a data key.</summary>
    public static string Seal(byte[] dataKey, string value, string name, long version) =>
        Convert.ToBase64String(new ContentCipher(dataKey).Encrypt(Encoding.UTF8.GetBytes(value), $"secret\n{name}\n{version}"));

    /// <summary>Decrypts a value; null when it was changed, or belongs to another secret or version.</summary>
    public static string? Open(byte[] dataKey, string content, string name, long version) =>
        new ContentCipher(dataKey).Decrypt(Convert.FromBase64String(content), $"secret\n{name}\n{version}") is { } value ? Encoding.UTF8.GetString(value) : null;

    private string Owner(string name, long version) => $"data key\n{Id}\n{name}\n{version}";
}
