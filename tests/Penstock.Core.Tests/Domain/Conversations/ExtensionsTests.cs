using Penstock.Domain.Conversations;
using Xunit;

namespace Penstock.Core.Tests.Domain.Conversations;

public sealed class ExtensionsTests
{
    [Fact]
    public void Are_equal_when_dialect_names_and_texts_are()
    {
        Assert.Equal(Of("openai", ("a", "1")), Of("openai", ("a", "1")));
        Assert.Equal(Of("openai", ("a", "1")).GetHashCode(), Of("openai", ("a", "1")).GetHashCode());
        Assert.NotEqual(Of("openai", ("a", "1")), Of("openai", ("a", "2")));
        Assert.NotEqual(Of("openai", ("a", "1")), Of("gemini", ("a", "1")));
    }

    [Fact]
    public void Are_equal_to_none_when_they_are_empty() => Assert.Equal(Extensions.None, Of("openai"));

    [Fact]
    public void Find_a_member_by_its_name()
    {
        var extensions = Of("openai", ("service_tier", "\"flex\""), ("store", "true"));

        Assert.Equal("true", extensions.Find("store"));
        Assert.Null(extensions.Find("Store"));
    }

    private static Extensions Of(string dialect, params (string Name, string Json)[] members) =>
        new(dialect, members.Select(member => KeyValuePair.Create(member.Name, member.Json)));
}
