using System.Security.Cryptography;
using System.Text;

namespace Penstock.Secrets;

/// <summary>
/// Encrypts content that is kept: AES-256-GCM. What it is the content of is authenticated too: a row cannot be given another's.
/// </summary>
/// <param name="key">The key, kept apart from the content; its first 32 bytes are used.</param>
public sealed class ContentCipher(byte[] key)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>Encrypts: the nonce, the tag, the text.</summary>
    public byte[] Encrypt(ReadOnlySpan<byte> content, string owner)
    {
        var sealedContent = new byte[NonceBytes + TagBytes + content.Length];
        var nonce = sealedContent.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key.AsSpan(0, 32), TagBytes);
        cipher.Encrypt(nonce, content, sealedContent.AsSpan(NonceBytes + TagBytes), sealedContent.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(owner));
        return sealedContent;
    }

    /// <summary>Decrypts; null when it was changed, or encrypted under another key or for another owner.</summary>
    public byte[]? Decrypt(ReadOnlySpan<byte> sealedContent, string owner)
    {
        if (sealedContent.Length < NonceBytes + TagBytes)
        {
            return null;
        }

        var content = new byte[sealedContent.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(key.AsSpan(0, 32), TagBytes);
        try
        {
            cipher.Decrypt(sealedContent[..NonceBytes], sealedContent[(NonceBytes + TagBytes)..], sealedContent.Slice(NonceBytes, TagBytes), content, Encoding.UTF8.GetBytes(owner));
            return content;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
