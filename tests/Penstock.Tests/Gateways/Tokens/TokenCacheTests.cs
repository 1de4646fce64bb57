using Penstock.Domain.Access;
using Penstock.Gateways.Tokens;
using Xunit;

namespace Penstock.Tests.Gateways.Tokens;

public sealed class TokenCacheTests
{
    private static readonly KeySource Source = new(new Issuer { Name = "corp", Url = FakeIssuer.Url }, new IssuerDocuments(null!, null!, TimeProvider.System), null, TimeProvider.System);

    [Fact]
    public void Never_holds_more_than_it_may_and_keeps_what_is_in_use()
    {
        // Complaint C15 of gateways.md, section 5: memory that grows with what callers send.
        var cache = new TokenCache(100);
        var used = TokenCache.Key.Of("in use");
        cache.Put(used, Entry("in use"));
        for (var token = 0; token < 10_000; token++)
        {
            cache.Put(TokenCache.Key.Of("token " + token), Entry("token " + token));
            Assert.Equal("in use", cache.Find(used)?.Identity.Subject);
            Assert.InRange(cache.Count, 1, 102);
        }

        Assert.Null(cache.Find(TokenCache.Key.Of("token 1")));
        Assert.NotNull(cache.Find(TokenCache.Key.Of("token 9999")));
    }

    [Fact]
    public void What_is_removed_is_not_found_again()
    {
        var cache = new TokenCache(100);
        var key = TokenCache.Key.Of("a token");
        cache.Put(key, Entry("somebody"));

        cache.Remove(key);

        Assert.Null(cache.Find(key));
    }

    private static TokenCache.Entry Entry(string subject) => new(Source, KeySet.OfSecret("a secret of at least thirty-two bytes")!, new IssuedIdentity { Issuer = "corp", Subject = subject }, DateTimeOffset.MaxValue);
}
