using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Penstock.Pipeline.Authenticate;
using Penstock.Secrets;

namespace Penstock.Resources.Login;

/// <summary>
/// Seals a login that was begun, so that the browser itself keeps it: nobody can fill this server's memory with logins that are never completed.
/// The key lives as long as the process: a login that a restart falls into is begun again.
/// </summary>
internal sealed class LoginSeal
{
    private const int Longest = 4096;
    private const string Owner = "login";
    private readonly ContentCipher _cipher = new(RandomNumberGenerator.GetBytes(32));

    /// <summary>The sealed form.</summary>
    public string Seal(LoginAttempt attempt) => Base64Url.EncodeToString(_cipher.Encrypt(JsonSerializer.SerializeToUtf8Bytes(attempt, LoginJson.Default.LoginAttempt), Owner));

    /// <summary>What was sealed; null when this is nothing that was sealed here.</summary>
    public LoginAttempt? Open(string? text) =>
        text is { Length: <= Longest } && Base64Url.IsValid(text) && _cipher.Decrypt(Base64Url.DecodeFromChars(text), Owner) is { } plain
            ? JsonSerializer.Deserialize(plain, LoginJson.Default.LoginAttempt)
            : null;
}
