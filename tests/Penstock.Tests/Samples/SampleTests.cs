using System.Diagnostics;
using Xunit;

namespace Penstock.Tests.Samples;

/// <summary>Every sample is built and run, and does what its first lines say.</summary>
public sealed class SampleTests(SampleBuild build) : IClassFixture<SampleBuild>
{
    public static TheoryData<string> All => [.. Sample.Names];

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_sample_does_what_its_first_lines_say(string name)
    {
        var sample = Sample.Read(name);
        Assert.True(sample.Calls.Count > 0 || sample.Prints is not null, "Its first lines show no call.");
        var dll = await build.BuildAsync(sample);
        if (sample.Prints is { } prints)
        {
            Assert.Equal((0, prints), await RunAsync(new ProcessStartInfo("dotnet", [dll])));
            return;
        }

        await using var server = await SampleProcess.StartAsync(dll);
        foreach (var (command, answer) in sample.Calls)
        {
            var start = new ProcessStartInfo("bash", ["-c", command.Replace("http://127.0.0.1:8080", server.Address, StringComparison.Ordinal)]);
            start.Environment["KEY"] = PenstockServer.AdminKey;
            start.Environment["NO_PROXY"] = start.Environment["no_proxy"] = "127.0.0.1";
            Assert.Equal((0, answer), await RunAsync(start));
        }

        Assert.Equal(0, await server.EndAsync());
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(ProcessStartInfo start)
    {
        var (code, output) = await SampleBuild.RunAsync(start);
        return (code, output.TrimEnd());
    }
}
