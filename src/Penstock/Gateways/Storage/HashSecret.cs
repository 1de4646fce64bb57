using System.Security.Cryptography;

namespace Penstock.Gateways.Storage;

/// <summary>
/// The server's secret, under which keys are hashed: kept in a file of its own, so that a copy of the database tells nothing.
/// </summary>
internal static class HashSecret
{
    private const int Bytes = 32;

    /// <summary>
    /// Reads the secret, or makes one at first start (mode 0600, whole or not at all). The folder must be held:
    /// nobody else makes one meanwhile. <c>Made</c> says whether it is new, which kills every key hashed before.
    /// </summary>
    /// <exception cref="StorageUnusableException">It cannot be read or made, or is too short.</exception>
    public static (byte[] Secret, bool Made) LoadOrCreate(DataFolder folder) =>
        LoadOrCreate(folder.HashKey, "after which every API key must be made anew");

    /// <summary>The same for another secret.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="lost">What a new one costs, as a part of a sentence.</param>
    public static (byte[] Secret, bool Made) LoadOrCreate(string path, string lost)
    {
        try
        {
            var made = !File.Exists(path);
            if (made)
            {
                SecretFile.Create(path, RandomNumberGenerator.GetBytes(Bytes));
            }

            var secret = File.ReadAllBytes(path);
            return secret.Length >= Bytes
                ? (secret, made)
                : throw new StorageUnusableException(
                    $"The server's secret '{path}' has {secret.Length} bytes, and needs {Bytes}. Restore it from a backup; "
                    + $"or delete it to get a new one, {lost}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnusableException(
                $"The server's secret '{path}' cannot be read or made: {e.Message} Give this user, and nobody else, access to it.", e);
        }
    }
}
