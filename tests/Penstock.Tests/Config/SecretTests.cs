using System.Text.Json;
using Penstock.Config;
using Xunit;

namespace Penstock.Tests.Config;

public class SecretTests
{
    [Theory]
    [InlineData("sk-0123456789abcdefwxyz", "sk-…wxyz")]
    [InlineData("0123456789abcdefwxyz", "…wxyz")]
    [InlineData("short", "…")]
    [InlineData("", "…")]
    public void Is_shown_masked(string value, string expected) => Assert.Equal(expected, new Secret(value).ToString());

    [Fact]
    public void Is_not_in_a_record_s_text_nor_in_json()
    {
        var secret = new Secret("sk-0123456789abcdefwxyz");
        Assert.DoesNotContain("0123456789", new { secret }.ToString());
        Assert.DoesNotContain("0123456789", JsonSerializer.Serialize(secret));
        Assert.Equal(new Secret("a"), new Secret("a"));
    }
}
