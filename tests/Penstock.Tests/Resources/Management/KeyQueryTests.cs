using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Resources.Management;
using Xunit;

namespace Penstock.Tests.Resources.Management;

public sealed class KeyQueryTests
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.UnixEpoch.AddYears(50);
    private readonly List<ApiKey> _keys =
    [
        Key("key_1", "b"),
        Key("key_2", "a"),
        Key("key_3", "c") with { RevokedAt = s_now },
        Key("key_4", "b") with { ExpiresAt = s_now },
        Key("key_5", "d"),
    ];

    [Theory]
    [InlineData("", "1 2 3 4 5")]
    [InlineData("?sort=-created_at", "5 4 3 2 1")]
    [InlineData("?sort=name", "2 1 4 3 5")]
    [InlineData("?sort=-name", "5 3 1 4 2")]
    [InlineData("?state=active", "1 2 5")]
    [InlineData("?state=expired", "4")]
    [InlineData("?state=revoked", "3")]
    [InlineData("?name=b", "1 4")]
    [InlineData("?name=b&state=active", "1")]
    [InlineData("?cursor=key_2", "3 4 5")]
    [InlineData("?cursor=key_5", "")]
    [InlineData("?cursor=no-such-key", "")]
    public void Filters_and_sorts(string query, string ids) => Assert.Equal(ids, Ids(Read(query).Page(_keys, s_now).Page));

    [Theory]
    [InlineData("")]
    [InlineData("&sort=name")]
    [InlineData("&sort=-name")]
    [InlineData("&sort=-created_at")]
    [InlineData("&state=active")]
    public void Gives_every_key_once_page_by_page(string query)
    {
        var all = Ids(Read("?limit=500" + query).Page(_keys, s_now).Page);
        for (var limit = 1; limit <= 6; limit++)
        {
            var seen = new List<ApiKey>();
            string? cursor = null;
            do
            {
                (var page, cursor) = Read($"?limit={limit}{query}&cursor={cursor}").Page(_keys, s_now);
                Assert.InRange(page.Count, 1, limit);
                seen.AddRange(page);
            }
            while (cursor is not null);

            Assert.Equal(all, Ids(seen));
        }
    }

    [Fact]
    public void Goes_on_behind_a_key_that_no_longer_fits()
    {
        var (page, cursor) = Read("?limit=2&state=active").Page(_keys, s_now);
        Assert.Equal("1 2", Ids(page));

        // Whoever pages through the active keys may revoke them on the way.
        _keys[1] = _keys[1] with { RevokedAt = s_now };

        Assert.Equal("5", Ids(Read($"?limit=2&state=active&cursor={cursor}").Page(_keys, s_now).Page));
    }

    [Fact]
    public void Names_every_mistake_at_once()
    {
        var (query, error) = KeyQuery.Read(Parse("?state=good&sort=size&limit=0&offset=3&name=a&name=b"));

        Assert.Null(query);
        Assert.Equal(ErrorKind.InvalidRequest, error!.Kind);
        Assert.Equal("5 parameters are wrong.", error.Message);
        Assert.Equal(["limit", "name", "offset", "sort", "state"], error.Mistakes.Select(mistake => mistake.Path).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("500", true)]
    [InlineData("501", false)]
    [InlineData("-1", false)]
    [InlineData("1.0", false)]
    [InlineData(" 1", false)]
    [InlineData("99999999999", false)]
    [InlineData("٣", false)]
    public void Takes_a_limit_from_1_to_500(string limit, bool good) => Assert.Equal(good, KeyQuery.Read(Parse("?limit=" + Uri.EscapeDataString(limit))).Error is null);

    private static KeyQuery Read(string query)
    {
        var (read, error) = KeyQuery.Read(Parse(query));
        Assert.Null(error);
        return read!;
    }

    private static QueryCollection Parse(string query) => new(QueryHelpers.ParseQuery(query));

    private static string Ids(IEnumerable<ApiKey> keys) => string.Join(' ', keys.Select(key => key.Id[4..]));

    private static ApiKey Key(string id, string name) =>
        new() { Id = id, Name = name, Prefix = "", Hash = id, CreatedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch };
}
