using System.Text.Json;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Resources;

/// <summary>What a server that is told to end does with what runs.</summary>
public sealed class GracefulEndTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("penstock-end-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_running_stream_finishes_while_the_server_is_no_longer_ready()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: TestContext.Current.CancellationToken);
        var yaml = PenstockServer.Yaml(upstream, ("stream", "synthetic:stream:150:200:20"));
        string call;
        await using (var penstock = await PenstockServer.StartAsync("server: { shutdown_timeout: 20s }\n" + yaml, folder: _folder))
        {
            using var stream = await RunningStream.StartAsync(penstock.Client, "stream");
            call = stream.CallId;

            var stopped = penstock.StopAsync();
            await Eventually.TrueAsync(() => NotReadyAsync(penstock), "not ready", TimeSpan.FromSeconds(2));
            Assert.False(stopped.IsCompleted);
            var (rest, clean) = await stream.ReadToEndAsync(TimeSpan.FromSeconds(15));
            await stopped.WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);

            Assert.True(clean);
            Assert.EndsWith("data: [DONE]\n\n", rest, StringComparison.Ordinal);
            Assert.Contains("#149#", rest, StringComparison.Ordinal);
        }

        await using var again = await PenstockServer.StartAsync(yaml, folder: _folder);
        Assert.Equal("completed", (await again.Client.GetReplyAsync("api/v1/calls/" + call)).At("end"));
    }

    [Fact]
    public async Task What_still_runs_when_the_limit_passes_is_cut_with_an_error_event_and_recorded_so()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: TestContext.Current.CancellationToken);
        var yaml = PenstockServer.Yaml(upstream, ("stream", "synthetic:stream:5000:200:20"));
        string call;
        await using (var penstock = await PenstockServer.StartAsync("server: { shutdown_timeout: 300ms }\n" + yaml, folder: _folder))
        {
            using var stream = await RunningStream.StartAsync(penstock.Client, "stream");
            call = stream.CallId;

            var stopped = penstock.StopAsync();
            var (rest, clean) = await stream.ReadToEndAsync(TimeSpan.FromSeconds(10));
            await stopped.WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);

            Assert.False(clean);
            Assert.DoesNotContain("[DONE]", rest, StringComparison.Ordinal);
            var last = JsonElement.Parse(rest.Split('\n').Last(line => line.StartsWith("data: ", StringComparison.Ordinal))[6..]);
            Assert.Contains("ending", last.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        }

        await using var again = await PenstockServer.StartAsync(yaml, folder: _folder);
        var record = await again.Client.GetReplyAsync("api/v1/calls/" + call);
        Assert.Equal(("cut", "unavailable"), (record.At("end"), record.At("error_kind")));
    }

    private static async Task<bool> NotReadyAsync(PenstockServer penstock)
    {
        try
        {
            using var client = penstock.NewClient(null);
            return (await client.GetReplyAsync("readyz")).Status == 503;
        }
        catch (HttpRequestException)
        {
            return true;
        }
    }
}
