using System.Text.Json.Nodes;
using Xunit;

namespace Penstock.Tests.Server.Measuring;

public class BenchCommandTests
{
    [Theory]
    [InlineData("closed")]
    [InlineData("open", "--rate", "500")]
    public async Task Reports_what_was_measured(string loop, params string[] more)
    {
        await using var server = await PenstockServer.StartAsync();
        var terminal = NewTerminal(server);
        Assert.Equal(0, await terminal.RunAsync(["bench", "iris", "--example", "--requests", "40", "--connections", "3", "--warm-up", "0", "--json", .. more]));
        var report = JsonNode.Parse(terminal.Out)!;
        Assert.Equal((loop, 40, 40, 0), ((string)report["loop"]!, (int)report["calls"]!, (int)report["succeeded"]!, (int)report["failed"]!));
        var latency = report["latency_ms"]!;
        double[] ordered = [0, (double)latency["p50"]!, (double)latency["p90"]!, (double)latency["p99"]!, (double)latency["p99.9"]!, (double)latency["max"]!];
        Assert.Equal(ordered.Order(), ordered);
        Assert.True(ordered[1] > 0);
        Assert.Equal(0, (long)report["bytes_sent"]! % 40);
        Assert.True((long)report["bytes_received"]! > 40);
        Assert.Empty(terminal.Error);
    }

    [Fact]
    public async Task Text_has_no_colours_and_no_carriage_returns_where_no_person_reads()
    {
        await using var server = await PenstockServer.StartAsync();
        var terminal = NewTerminal(server);
        Assert.Equal(0, await terminal.RunAsync("bench", "iris", "--example", "--requests", "5", "--warm-up", "0"));
        Assert.Contains("  answered    5  (", terminal.Out);
        Assert.Contains("  latency     p50 ", terminal.Out);
        Assert.DoesNotContain(terminal.Out + terminal.Error, c => c is '\r' or '\e');
    }

    [Fact]
    public async Task A_first_call_that_is_refused_ends_it()
    {
        await using var server = await PenstockServer.StartAsync();
        var terminal = NewTerminal(server);
        Assert.Equal(1, await terminal.RunAsync("bench", "iris", "{}"));
        Assert.Contains("error 422", terminal.Error);
        Assert.Empty(terminal.Out);
    }

    private static TestTerminal NewTerminal(PenstockServer server) =>
        new(false, ("PENSTOCK_URL", server.Address.ToString()), ("PENSTOCK_KEY", PenstockServer.AdminKey));
}
