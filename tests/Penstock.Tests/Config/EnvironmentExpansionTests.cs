using Penstock.Config;
using Xunit;

namespace Penstock.Tests.Config;

public class EnvironmentExpansionTests
{
    private static readonly Dictionary<string, string> s_environment = new() { ["A"] = "1", ["EMPTY"] = "", ["NESTED"] = "${A}" };

    [Theory]
    [InlineData("plain $5 {x}", "plain $5 {x}")]
    [InlineData("${A}", "1")]
    [InlineData("x${A}y${A}z", "x1y1z")]
    [InlineData("${EMPTY}", "")]
    [InlineData("${EMPTY:-d}", "d")]
    [InlineData("${NOPE:-a:b c}", "a:b c")]
    [InlineData("${NOPE:-}", "")]
    [InlineData("${NESTED}", "${A}")]
    [InlineData("$${A}", "${A}")]
    [InlineData("$$${A}", "$${A}")]
    public void Expands(string raw, string expected) => Assert.Equal(expected, EnvironmentExpansion.Expand(raw, s_environment).Text);

    [Theory]
    [InlineData("${NOPE}", "NOPE")]
    [InlineData("${}", "does not name")]
    [InlineData("${A", "not complete")]
    [InlineData("${a-b}", "does not name")]
    public void Says_what_is_wrong(string raw, string expected)
    {
        var (text, what, fix) = EnvironmentExpansion.Expand(raw, s_environment);
        Assert.Null(text);
        Assert.Contains(expected, what);
        Assert.NotEmpty(fix!);
    }
}
