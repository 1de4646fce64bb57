using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Penstock.Gateways.Storage.Audit;

/// <summary>
/// Signs checkpoints: ECDSA over P-256 with SHA-256 (there is no Ed25519 in .NET 10). Who can write the database but not read this key cannot
/// make a checkpoint; so the key may be kept away from the data folder.
/// </summary>
internal sealed class AuditSigner : IDisposable
{
    private readonly ECDsa _key;

    private AuditSigner(ECDsa key)
    {
        _key = key;
        KeyId = Base64Url.EncodeToString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16];
    }

    /// <summary>What the key is called: the beginning of its public part's SHA-256.</summary>
    public string KeyId { get; }

    /// <summary>The public part, in PEM.</summary>
    public string PublicKey => _key.ExportSubjectPublicKeyInfoPem() + "\n";

    /// <summary>Reads the key of a file, or makes one there (mode 0600); the public part goes beside it, with <c>.pub</c>.</summary>
    /// <exception cref="StorageUnusableException">It cannot be read or made.</exception>
    public static AuditSigner LoadOrCreate(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                Create(path);
            }

            var signer = Read(File.ReadAllText(path));
            if (!File.Exists(path + ".pub"))
            {
                File.WriteAllText(path + ".pub", signer.PublicKey);
            }

            return signer;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new StorageUnusableException(
                $"The key '{path}' that signs the audit trail's checkpoints cannot be read or made: {e.Message} Give this user, and nobody else, access to it; "
                + "or delete it to get a new one: checkpoints of the old one are then proved with its public part.", e);
        }
    }

    /// <summary>Reads a key, private or public, in PEM.</summary>
    /// <exception cref="CryptographicException">It is none.</exception>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static AuditSigner Read(string pem)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return new AuditSigner(key);
    }

    /// <summary>The signature of a text, in base64url.</summary>
    public string Sign(string text) => Base64Url.EncodeToString(_key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256));

    /// <summary>Whether a signature is this key's, of a text.</summary>
    public bool IsMine(string text, string signature)
    {
        try
        {
            return _key.VerifyData(Encoding.UTF8.GetBytes(text), Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static void Create(string path)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        SecretFile.Create(path, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
    }
}
