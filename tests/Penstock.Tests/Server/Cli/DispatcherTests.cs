using Xunit;

namespace Penstock.Tests.Server.Cli;

public class DispatcherTests
{
    [Theory]
    [InlineData("--confg x", "Did you mean `--config`")]
    [InlineData("--follow", "--follow is not an option here")]
    [InlineData("log", "Did you mean `logs`")]
    [InlineData("logs extra", "extra is not expected here")]
    [InlineData("--config", "--config needs a value")]
    [InlineData("--config --check", "--config needs a value")]
    [InlineData("--config a --config b", "--config is given twice")]
    [InlineData("--check=yes", "--check takes no value")]
    [InlineData("--health=yes", "--health takes no value")]
    [InlineData("logs --health", "--health is not an option here")]
    [InlineData("logs --lines many", "--lines needs a number")]
    [InlineData("admin-key", "--reset")]
    [InlineData("inspct x", "Did you mean `inspect`")]
    [InlineData("iris.onnx", "Did you mean `penstock serve iris.onnx`")]
    [InlineData("help nothing", "nothing is not a command")]
    [InlineData("serve nowhere.onnx", "nowhere.onnx: there is no such file")]
    [InlineData("serve --name a", "--name is given 1 times for 0 files")]
    [InlineData("inspect", "inspect needs an ONNX file")]
    [InlineData("inspect nowhere.onnx", "there is no such file")]
    [InlineData("call", "call needs a model's name")]
    [InlineData("call iris {} more", "more is not expected here")]
    [InlineData("call iris {} --example", "Give one of them")]
    [InlineData("call iris {} --url ftp://x", "is not the address of a server")]
    [InlineData("call iris {} -H nothing", "--header needs a name, a colon and a value")]
    [InlineData("call iris @/nowhere/body.json", "/nowhere/body.json cannot be read")]
    [InlineData("bench iris", "bench needs a body")]
    [InlineData("bench iris {} --rte 5", "Did you mean `--rate`")]
    [InlineData("bench iris {} --rate 0", "--rate needs a number above 0")]
    [InlineData("bench iris {} --duration soon", "--duration needs a time")]
    [InlineData("bench iris {} --duration 1 --requests 1", "Give one of them")]
    public async Task Says_what_is_wrong_with_the_command_line(string line, string expected)
    {
        var terminal = new TestTerminal();
        Assert.Equal(2, await terminal.RunAsync(line.Split(' ')));
        Assert.Contains(expected, terminal.Error);
        Assert.Empty(terminal.Out);
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("inspect")]
    [InlineData("call")]
    [InlineData("bench")]
    [InlineData("logs")]
    [InlineData("admin-key")]
    public async Task Each_command_tells_its_options_and_exit_codes(string command)
    {
        var (asked, other) = (new TestTerminal(), new TestTerminal());
        Assert.Equal((0, 0), (await asked.RunAsync(command, "--help"), await other.RunAsync("help", command)));
        Assert.StartsWith("Usage: penstock " + command, asked.Out);
        Assert.All(["\nOptions:\n", "\nExamples:\n", "\nExit codes:\n", "--help, -h"], part => Assert.Contains(part, asked.Out));
        Assert.Equal(asked.Out, other.Out);
        Assert.DoesNotContain('\e', asked.Out);
    }

    [Theory]
    [InlineData("help", "\n  bench ")]
    [InlineData("--help", "\n  serve ")]
    [InlineData("--version", "penstock ")]
    [InlineData("version", "penstock ")]
    [InlineData("--schema", "\"$schema\"")]
    [InlineData("--check", "the configuration is good")]
    public async Task Answers_without_a_command(string line, string expected)
    {
        var terminal = new TestTerminal();
        Assert.Equal(0, await terminal.RunAsync(line));
        Assert.Contains(expected, terminal.Out);
        Assert.Empty(terminal.Error);
    }
}
