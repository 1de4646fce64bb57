using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Penstock.Tests.Server.Calling;

public class CallCommandTests
{
    private const string Row = "{\"sepal_length\":5.1,\"sepal_width\":3.5,\"petal_length\":1.4,\"petal_width\":0.2}";

    [Fact]
    public async Task Prints_the_answer_as_it_came_and_for_a_person_indented()
    {
        await using var server = await PenstockServer.StartAsync();
        var plain = NewTerminal(server);
        Assert.Equal(0, await plain.RunAsync("call", "iris", Row));
        Assert.StartsWith("{\"label\":0,\"class_name\":\"setosa\"", plain.Out);
        Assert.EndsWith("}\n", plain.Out);
        Assert.Empty(plain.Error);

        var person = NewTerminal(server, isTerminal: true);
        Assert.Equal(0, await person.RunAsync("call", "iris", Row));
        Assert.StartsWith("{\n  \"label\": 0,\n", person.Out);
    }

    [Fact]
    public async Task Takes_the_body_from_a_file_the_input_or_the_documents()
    {
        await using var server = await PenstockServer.StartAsync(configure: options => options.Function("twice", (int number) => number * 2));
        var file = Path.Combine(server.DataFolder, "body.json");
        await File.WriteAllTextAsync(file, "{\"number\":21}", TestContext.Current.CancellationToken);
        var terminal = NewTerminal(server, input: "{\"number\":4}");
        Assert.Equal(0, await terminal.RunAsync("call", "twice", "@" + file));
        Assert.Equal(0, await terminal.RunAsync("call", "twice", "-"));
        Assert.Equal("42\n8\n", terminal.Out);
        Assert.Equal(0, await terminal.RunAsync("call", "twice", "--example"));
        Assert.StartsWith("sent {\"number\":", terminal.Error);
    }

    [Fact]
    public async Task A_refusal_lists_every_mistake()
    {
        await using var server = await PenstockServer.StartAsync();
        var terminal = NewTerminal(server);
        Assert.Equal(1, await terminal.RunAsync("call", "iris", "{\"sepal_length\":\"x\",\"sepal_width\":1,\"petal_length\":1}"));
        Assert.StartsWith("error 422 invalid_input: ", terminal.Error);
        Assert.Contains("\n  sepal_length: ", terminal.Error);
        Assert.Contains("received \"x\"", terminal.Error);
        Assert.Contains("\n  petal_width: ", terminal.Error);
        Assert.Contains("\n  call call_", terminal.Error);
        Assert.Empty(terminal.Out);
    }

    [Fact]
    public async Task Without_a_key_it_says_where_one_comes_from()
    {
        await using var server = await PenstockServer.StartAsync();
        var terminal = new TestTerminal(false, ("PENSTOCK_URL", server.Address.ToString()));
        Assert.Equal(1, await terminal.RunAsync("call", "iris", Row));
        Assert.Contains("admin-key --reset", terminal.Error);
        Assert.Equal(0, await terminal.RunAsync("call", "iris", Row, "--key", PenstockServer.AdminKey));
        Assert.Equal(0, await terminal.RunAsync("call", "iris", Row, "-H", "x-api-key: " + PenstockServer.AdminKey));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_3()
    {
        var terminal = new TestTerminal(false, ("PENSTOCK_URL", $"http://127.0.0.1:{FreePort()}"));
        Assert.Equal(3, await terminal.RunAsync("call", "iris", Row));
        Assert.Contains("does not answer", terminal.Error);
    }

    [Theory]
    [InlineData(true, "", true)]
    [InlineData(true, "1", false)]
    [InlineData(false, "", false)]
    public async Task Colours_are_for_terminals_whose_owner_wants_them(bool isTerminal, string noColor, bool expected)
    {
        var terminal = new TestTerminal(isTerminal, ("PENSTOCK_URL", $"http://127.0.0.1:{FreePort()}"), ("NO_COLOR", noColor));
        Assert.Equal(3, await terminal.RunAsync("call", "iris", Row));
        Assert.Equal(expected, terminal.Error.Contains('\e'));
    }

    private static TestTerminal NewTerminal(PenstockServer server, bool isTerminal = false, string input = "") =>
        new(isTerminal, ("PENSTOCK_URL", server.Address.ToString()), ("PENSTOCK_KEY", PenstockServer.AdminKey)) { Input = input };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
