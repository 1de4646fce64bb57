using Penstock.Domain.Access;
using Penstock.Pipeline;
using Xunit;

namespace Penstock.Core.Tests.Pipeline;

public sealed class RecentMatchesTests
{
    private static readonly Dictionary<string, string> Tags = new() { ["team"] = "red" };
    private static readonly Caller Ada = Made();

    private readonly RecentMatches<string> _recent = new();

    [Fact]
    public void A_call_like_the_last_is_found_whoever_made_its_objects()
    {
        _recent.Keep(Ada, "gpt", Tags, "openai", "found");

        Assert.Equal("found", _recent.Find(Ada, "gpt", Tags, "openai"));
        Assert.Equal("found", _recent.Find(Made() with { Address = System.Net.IPAddress.Loopback }, "gpt", Tags, "openai"));
    }

    // Each of the things that matching looks at.
    public static TheoryData<Caller, string?, IReadOnlyDictionary<string, string>, string?> Others => new()
    {
        { new Caller(Given.Key() with { Id = "key_2" }) { Principal = Ada.Principal, Teams = Ada.Teams, Roles = Ada.Roles }, "gpt", Tags, "openai" },
        { Ada with { Principal = new Principal(PrincipalKind.User, "user_2", "Ada") }, "gpt", Tags, "openai" },
        { Ada with { Principal = new Principal(PrincipalKind.ServiceAccount, "user_1", "Ada") }, "gpt", Tags, "openai" },
        { Ada with { Principal = null }, "gpt", Tags, "openai" },
        { Ada with { Teams = ["red"] }, "gpt", Tags, "openai" },
        { Ada with { Teams = ["all", "red"] }, "gpt", Tags, "openai" },
        { Ada with { Roles = ["viewer"] }, "gpt", Tags, "openai" },
        { Ada, "gpt-2", Tags, "openai" },
        { Ada, null, Tags, "openai" },
        { Ada, "gpt", new Dictionary<string, string> { ["team"] = "blue" }, "openai" },
        { Ada, "gpt", Tags, "azure" },
        { Ada, "gpt", Tags, null },
    };

    [Theory]
    [MemberData(nameof(Others), DisableDiscoveryEnumeration = true)]
    public void A_call_that_differs_in_one_thing_is_matched_anew(Caller caller, string? model, IReadOnlyDictionary<string, string> tags, string? provider)
    {
        _recent.Keep(Ada, "gpt", Tags, "openai", "found");

        Assert.Null(_recent.Find(caller, model, tags, provider));
    }

    [Fact]
    public void Of_calls_that_share_a_place_the_last_is_kept()
    {
        var callers = Enumerable.Range(0, 5000).Select(i => new Caller(Given.Key() with { Id = "key_" + i })).ToArray();
        foreach (var caller in callers)
        {
            Assert.Null(_recent.Find(caller, "gpt", Tags));
            _recent.Keep(caller, "gpt", Tags, null, caller.Key.Id);
            Assert.Equal(caller.Key.Id, _recent.Find(caller, "gpt", Tags));
        }

        Assert.InRange(callers.Count(caller => _recent.Find(caller, "gpt", Tags) is { } found && found == caller.Key.Id), 500, 1024);
    }

    private static Caller Made() => new(Given.Key() with { Id = "key_1" })
    {
        Principal = new Principal(PrincipalKind.User, "user_1", "Ada"),
        Teams = ["red", "all"],
        Roles = ["developer"],
    };
}
