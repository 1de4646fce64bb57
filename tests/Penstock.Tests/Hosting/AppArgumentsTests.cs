using Penstock.Hosting;
using Xunit;

namespace Penstock.Tests.Hosting;

public sealed class AppArgumentsTests
{
    [Fact]
    public void Takes_the_servers_options_in_both_ways_to_write_them()
    {
        var read = Read("--listen", "127.0.0.1:9", "--data=/tmp/x", "--config", "a.yaml");
        Assert.Equal(("127.0.0.1:9", "/tmp/x", "a.yaml"), (read.Server.Listen, read.Server.Data, read.Server.ConfigFile));
        Assert.True(Read("--listen", "x", "--help").Help);
    }

    [Theory]
    [InlineData("--lisen is not an option here. Did you mean", "--lisen", "x")]
    [InlineData("check is not an option here", "check")]
    [InlineData("--data needs a value", "--data")]
    [InlineData("--data needs a value", "--data", "--listen")]
    [InlineData("--data needs a value", "--data=")]
    public void Says_what_is_wrong(string error, params string[] args) => Assert.Contains(error, Read(args).Error);

    private static AppArguments Read(params string[] args) => AppArguments.Read(args, new Dictionary<string, string>());
}
