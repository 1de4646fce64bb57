using Penstock.Config;
using Xunit;

namespace Penstock.Tests.Config;

public class ServerArgumentsTests
{
    private static readonly Dictionary<string, string> s_none = [];

    [Fact]
    public void Nothing_means_serve_with_defaults() => Assert.Equal(new ServerArguments(), Parse());

    [Fact]
    public void The_file_beside_the_process_is_used_when_it_exists() =>
        Assert.Equal("./penstock.yaml", ServerArguments.Parse([], s_none, path => path == "./penstock.yaml").ConfigFile);

    [Fact]
    public void Options_win_over_variables()
    {
        var environment = new Dictionary<string, string> { ["PENSTOCK_CONFIG"] = "env.yaml", ["PENSTOCK_DATA"] = "/env", ["PORT"] = "9" };
        var fromEnvironment = ServerArguments.Parse([], environment, _ => true);
        Assert.Equal(("env.yaml", "/env"), (fromEnvironment.ConfigFile, fromEnvironment.Data));
        var given = ServerArguments.Parse(["--config", "c.yaml", "--data=/d", "--listen", "0.0.0.0:1"], environment, _ => true);
        Assert.Equal(("c.yaml", "/d", "0.0.0.0:1"), (given.ConfigFile, given.Data, given.Listen));
        var config = ConfigReader.Read("server: { listen: 127.0.0.1:5 }", "c.yaml", given.Apply(environment)).Config!;
        Assert.Equal([new ListenAddress("0.0.0.0", 1)], config.Server.Listen);
        Assert.Equal("/d/penstock.db", config.Storage.Sqlite);
        Assert.Equal(9, ConfigReader.Read(null, "c.yaml", fromEnvironment.Apply(environment)).Config!.Server.Listen[0].Port);
    }

    [Theory]
    [InlineData("--check", nameof(ServerCommand.Check))]
    [InlineData("--health --listen 127.0.0.1:1", nameof(ServerCommand.Health))]
    [InlineData("--schema", nameof(ServerCommand.Schema))]
    [InlineData("--help", nameof(ServerCommand.Help))]
    [InlineData("logs --help", nameof(ServerCommand.Help))]
    [InlineData("--version", nameof(ServerCommand.Version))]
    [InlineData("logs", nameof(ServerCommand.Logs))]
    [InlineData("admin-key --reset --data x", nameof(ServerCommand.ResetAdminKey))]
    public void Commands(string line, string expected) => Assert.Equal((expected, null), (Parse(line.Split(' ')).Command.ToString(), Parse(line.Split(' ')).Error));

    [Fact]
    public void Logs_takes_its_options()
    {
        var logs = Parse("logs", "--follow", "--lines", "5", "--data", "d");
        Assert.Equal((true, 5, "d", null), (logs.Follow, logs.Lines, logs.Data, logs.Error));
    }

    [Theory]
    [InlineData("--confg x", "Did you mean `--config`")]
    [InlineData("--follow", "--follow is not an option here")]
    [InlineData("log", "Did you mean `logs`")]
    [InlineData("logs extra", "extra is not expected here")]
    [InlineData("--config", "--config needs a value")]
    [InlineData("--config --check", "--config needs a value")]
    [InlineData("--check=yes", "--check takes no value")]
    [InlineData("--health=yes", "--health takes no value")]
    [InlineData("logs --health", "--health is not an option here")]
    [InlineData("logs --lines many", "--lines needs a number")]
    [InlineData("admin-key", "--reset")]
    public void Says_what_is_wrong(string line, string expected) => Assert.Contains(expected, Parse(line.Split(' ')).Error);

    private static ServerArguments Parse(params string[] args) => ServerArguments.Parse(args, s_none, _ => false);
}
