using Penstock.Domain.Access;
using Penstock.Pipeline.Authenticate;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Authenticate;

public sealed class KeyRingTests
{
    private readonly KeyHasher _hasher = new(new byte[32]);
    private readonly KeyRing _ring;

    public KeyRingTests() => _ring = new KeyRing(_hasher);

    [Fact]
    public void Finds_a_key_by_its_secret_and_by_its_id()
    {
        var key = Key("key_1", "one");
        _ring.Put(key);

        Assert.Same(key, _ring.FindPresented("one", out _));
        Assert.Same(key, _ring.FindById("key_1"));
        Assert.Null(_ring.FindPresented("two", out _));
        Assert.Null(_ring.FindById("key_2"));
    }

    [Fact]
    public void Forgets_the_old_secret_of_a_key_that_has_a_new_one()
    {
        _ring.Put(Key("key_1", "old"));
        var rotated = Key("key_1", "new");
        _ring.Put(rotated);

        Assert.Null(_ring.FindPresented("old", out _));
        Assert.Same(rotated, _ring.FindPresented("new", out _));
        Assert.Equal([rotated], _ring.All);
    }

    [Fact]
    public void Lists_all_but_the_admin_oldest_first()
    {
        var later = Key("key_a", "1") with { CreatedAt = DateTimeOffset.UnixEpoch.AddDays(1) };
        var second = Key("key_c", "2");
        var first = Key("key_b", "3");
        foreach (var key in new[] { later, second, first, Key("key_admin", "4") with { IsAdmin = true } })
        {
            _ring.Put(key);
        }

        Assert.Equal([first, second, later], _ring.All);
    }

    private ApiKey Key(string id, string secret) => Given.Key(id) with { Hash = _hasher.Hash(secret) };
}
