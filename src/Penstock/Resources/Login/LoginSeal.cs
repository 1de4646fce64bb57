using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Penstock.Pipeline.Authenticate;

namespace Penstock.Resources.Login;

/// <summary>
/// Seals a login that was begun, so that the browser itself keeps it: nobody can fill this server's memory with logins that are never completed.
/// The key lives as long as the process: a login that a restart falls into is begun again.
/// </summary>
internal sealed class LoginSeal
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int Longest = 4096;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>The sealed form.</summary>
    public string Seal(LoginAttempt attempt)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(attempt, LoginJson.Default.LoginAttempt);
        var whole = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(whole.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(_key, TagBytes);
        aes.Encrypt(whole.AsSpan(0, NonceBytes), plain, whole.AsSpan(NonceBytes + TagBytes), whole.AsSpan(NonceBytes, TagBytes));
        return Base64Url.EncodeToString(whole);
    }

    /// <summary>What was sealed; null when this is nothing that was sealed here.</summary>
    public LoginAttempt? Open(string? text)
    {
        if (text is null or { Length: > Longest } || !Base64Url.IsValid(text, out var length) || length <= NonceBytes + TagBytes)
        {
            return null;
        }

        var whole = Base64Url.DecodeFromChars(text);
        var plain = new byte[whole.Length - NonceBytes - TagBytes];
        try
        {
            using var aes = new AesGcm(_key, TagBytes);
            aes.Decrypt(whole.AsSpan(0, NonceBytes), whole.AsSpan(NonceBytes + TagBytes), whole.AsSpan(NonceBytes, TagBytes), plain);
            return JsonSerializer.Deserialize(plain, LoginJson.Default.LoginAttempt);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
