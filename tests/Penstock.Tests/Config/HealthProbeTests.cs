using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Config;
using Penstock.Resources.Health;
using Xunit;

namespace Penstock.Tests.Config;

public class HealthProbeTests
{
    [Theory]
    [InlineData("127.0.0.1:5000", "http://127.0.0.1:5000/readyz")]
    [InlineData("0.0.0.0:8080", "http://127.0.0.1:8080/readyz")]
    [InlineData("[::]:8080", "http://[::1]:8080/readyz")]
    [InlineData("[::1]:81", "http://[::1]:81/readyz")]
    [InlineData("localhost:81", "http://localhost:81/readyz")]
    public void Asks_where_the_server_listens(string listen, string expected) =>
        Assert.Equal((expected, null), Address(new ServerArguments { Listen = listen }));

    [Fact]
    public void Knows_the_variables_that_the_server_knows() =>
        Assert.Equal("http://127.0.0.1:9/readyz", Address(new ServerArguments(), ("PENSTOCK_SERVER_LISTEN", "0.0.0.0:8080"), ("PORT", "9")).Address);

    [Fact]
    public void A_file_that_went_bad_while_the_server_runs_does_not_make_it_ill() =>
        Assert.Equal("http://127.0.0.1:8/readyz", Address(new ServerArguments { ConfigFile = "/nowhere/penstock.yaml" }, ("PENSTOCK_SERVER_LISTEN", "0.0.0.0:8")).Address);

    [Fact]
    public void Says_what_keeps_the_address_from_being_known()
    {
        Assert.Contains("Name a port", Address(new ServerArguments { Listen = "127.0.0.1:0" }).Mistake);
        Assert.Contains("PORT", Address(new ServerArguments { ConfigFile = "/nowhere/penstock.yaml" }, ("PORT", "many")).Mistake);
    }

    [Fact]
    public async Task A_server_that_takes_calls_is_well_and_one_that_ends_is_not()
    {
        await using var server = await PenstockServer.StartAsync();
        var address = new Uri(server.Address, "readyz");
        Assert.Null(await AskAsync(address));
        server.Services.GetRequiredService<ServerState>().Ready = false;
        Assert.Contains("answers 503", await AskAsync(address));
    }

    [Fact]
    public async Task Nobody_there_is_not_well()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // bound but not listening: nobody else can get the port
        Assert.Contains("does not answer", await AskAsync(new Uri($"http://127.0.0.1:{((IPEndPoint)taken.LocalEndPoint!).Port}/readyz")));
    }

    [Fact]
    public async Task Waits_no_longer_than_its_patience()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        silent.Listen();
        var time = new ManualTime();
        using var handler = new SocketsHttpHandler { UseProxy = false };
        var asking = HealthProbe.AskAsync(new Uri($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndPoint!).Port}/readyz"), handler, time);
        using var accepted = await silent.AcceptAsync(TestContext.Current.CancellationToken);
        Assert.False(asking.IsCompleted);
        time.Advance(HealthProbe.Patience);
        Assert.Contains("within 3 seconds", await asking);
    }

    private static async Task<string?> AskAsync(Uri address)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false };
        return await HealthProbe.AskAsync(address, handler, TimeProvider.System);
    }

    private static (string? Address, string? Mistake) Address(ServerArguments arguments, params (string Name, string Value)[] variables)
    {
        var (address, mistake) = HealthProbe.AddressOf(arguments, variables.ToDictionary(pair => pair.Name, pair => pair.Value));
        return (address?.AbsoluteUri, mistake);
    }
}
