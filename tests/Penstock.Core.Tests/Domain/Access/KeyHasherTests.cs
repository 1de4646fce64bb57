using System.Security.Cryptography;
using System.Text;
using Penstock.Domain.Access;
using Xunit;

namespace Penstock.Core.Tests.Domain.Access;

/// <summary>Complaint G25 of gateways.md, section 5: keys were kept under a hash without a secret, which was as good as the key.</summary>
public sealed class KeyHasherTests
{
    private static readonly byte[] s_secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private readonly KeyHasher _hasher = new(s_secret);

    [Fact]
    public void Makes_keys_that_are_all_different()
    {
        var keys = Enumerable.Range(0, 100).Select(_ => KeyHasher.NewKey()).ToList();

        Assert.All(keys, key => Assert.Matches("^ps_[0-9A-Za-z]{43}$", key));
        Assert.Equal(100, keys.Distinct(StringComparer.Ordinal).Count());
        Assert.Matches("^key_[0-9A-Za-z]{20}$", KeyHasher.NewId());
    }

    [Theory]
    [InlineData("ps_0123456789012345678901234567890123456789", "ps_01234")]
    [InlineData("a-short-admin-key", "")]
    public void Shows_eight_characters_of_a_long_key_and_nothing_of_a_short_one(string key, string shown) => Assert.Equal(shown, KeyHasher.Shown(key));

    [Theory]
    [InlineData(0)]
    [InlineData(46)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(5000)]
    public void Is_hmac_sha256_of_any_length(int length)
    {
        var key = new string('k', length);

        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(s_secret, Encoding.UTF8.GetBytes(key))), _hasher.Hash(key));
    }

    [Fact]
    public void Hashes_under_its_secret()
    {
        Assert.NotEqual(_hasher.Hash("key"), new KeyHasher(new byte[32]).Hash("key"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyHasher(new byte[31]));
    }
}
