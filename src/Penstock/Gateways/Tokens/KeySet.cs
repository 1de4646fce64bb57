using System.Text;
using Microsoft.IdentityModel.Tokens;
using Penstock.Domain.Access;

namespace Penstock.Gateways.Tokens;

/// <summary>The keys that verify an issuer's signatures; immutable.</summary>
internal sealed class KeySet
{
    private const int Most = 100;
    private const int WeakestRsa = 2048;
    private const int ShortestSecret = 32;
    private readonly IReadOnlyList<SecurityKey> _keys;

    private KeySet(IReadOnlyList<SecurityKey> keys) => _keys = keys;

    /// <summary>How many there are.</summary>
    public int Count => _keys.Count;

    /// <summary>
    /// Reads a JWK set. Keys that cannot verify a signature are left out, and so are secrets, which belong into no published set, and RSA keys that
    /// are too short. Null when it is no such set.
    /// </summary>
    public static KeySet? Read(string json)
    {
        try
        {
            var keys = new JsonWebKeySet(json).Keys.Where(IsUsable).Take(Most).ToArray();
            return keys.Length > 0 ? new KeySet(keys) : null;
        }
        catch (Exception exception) when (exception is ArgumentException or System.Text.Json.JsonException or FormatException)
        {
            return null;
        }
    }

    /// <summary>The keys of an issuer that shares a secret with this server; null for one that is too short to be one.</summary>
    public static KeySet? OfSecret(string secret) => Encoding.UTF8.GetBytes(secret) is { Length: >= ShortestSecret } bytes ? new([new SymmetricSecurityKey(bytes)]) : null;

    /// <summary>The keys that may have made a signature; none when there is no such key.</summary>
    /// <param name="id">The key's id, if the token names one.</param>
    /// <param name="algorithm">How it was signed. A key that is for another algorithm did not.</param>
    public IReadOnlyList<SecurityKey> Find(string? id, string algorithm) =>
        [.. _keys.Where(key => Fits(key, algorithm) && (id is null || string.IsNullOrEmpty(key.KeyId) || key.KeyId == id))];

    /// <summary>An issuer's keys that are written down; null where they are fetched, or are a secret.</summary>
    public static KeySet? Given(Issuer issuer) => issuer.Keys is { } text ? Read(text) ?? new KeySet([]) : null;

    private static bool Fits(SecurityKey key, string algorithm) => key is JsonWebKey web
        ? (string.IsNullOrEmpty(web.Alg) || web.Alg == algorithm) && (web.Kty == JsonWebAlgorithmsKeyTypes.EllipticCurve) == algorithm.StartsWith("ES", StringComparison.Ordinal)
        : Issuer.Symmetric.Contains(algorithm);

    private static bool IsUsable(JsonWebKey key) =>
        (string.IsNullOrEmpty(key.Use) || key.Use == JsonWebKeyUseNames.Sig)
        && (key.KeyOps.Count == 0 || key.KeyOps.Contains("verify"))
        && (key.Kty == JsonWebAlgorithmsKeyTypes.EllipticCurve || (key.Kty == JsonWebAlgorithmsKeyTypes.RSA && key.KeySize >= WeakestRsa));
}
