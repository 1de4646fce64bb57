using Penstock.Config;
using Xunit;

namespace Penstock.Tests.Config;

public class ServerArgumentsTests
{
    private static readonly Dictionary<string, string> s_none = [];

    [Fact]
    public void Nothing_means_the_defaults() => Assert.Equal(new ServerArguments(), ServerArguments.Of(null, null, null, s_none, _ => false));

    [Fact]
    public void The_file_beside_the_process_is_used_when_it_exists() =>
        Assert.Equal("./penstock.yaml", ServerArguments.Of(null, null, null, s_none, path => path == "./penstock.yaml").ConfigFile);

    [Fact]
    public void Options_win_over_variables()
    {
        var environment = new Dictionary<string, string> { ["PENSTOCK_CONFIG"] = "env.yaml", ["PENSTOCK_DATA"] = "/env", ["PORT"] = "9" };
        var fromEnvironment = ServerArguments.Of(null, null, null, environment, _ => true);
        Assert.Equal(("env.yaml", "/env"), (fromEnvironment.ConfigFile, fromEnvironment.Data));
        var given = ServerArguments.Of("c.yaml", "/d", "0.0.0.0:1", environment, _ => true);
        Assert.Equal(("c.yaml", "/d", "0.0.0.0:1"), (given.ConfigFile, given.Data, given.Listen));
        var config = ConfigReader.Read("server: { listen: 127.0.0.1:5 }", "c.yaml", given.Apply(environment)).Config!;
        Assert.Equal([new ListenAddress("0.0.0.0", 1)], config.Server.Listen);
        Assert.Equal("/d/penstock.db", config.Storage.Sqlite);
        Assert.Equal(9, ConfigReader.Read(null, "c.yaml", fromEnvironment.Apply(environment)).Config!.Server.Listen[0].Port);
    }

    [Fact]
    public void The_variables_of_the_calling_commands_do_not_keep_a_server_from_starting() =>
        Assert.NotNull(ConfigReader.Read(null, "c.yaml", new Dictionary<string, string> { ["PENSTOCK_KEY"] = "ps_x", ["PENSTOCK_URL"] = "http://x" }).Config);
}
