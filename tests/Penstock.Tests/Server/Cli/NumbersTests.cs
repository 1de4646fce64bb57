using Penstock.Server.Cli;
using Xunit;

namespace Penstock.Tests.Server.Cli;

public class NumbersTests
{
    [Theory]
    [InlineData("10", 10_000.0)]
    [InlineData("1.5s", 1_500.0)]
    [InlineData("500ms", 500.0)]
    [InlineData("2m", 120_000.0)]
    [InlineData("-1", null)]
    [InlineData("s", null)]
    [InlineData("1e3", null)]
    [InlineData("9999999", null)]
    public void Reads_times(string text, double? milliseconds) => Assert.Equal(milliseconds, Numbers.Time(text)?.TotalMilliseconds);
}
