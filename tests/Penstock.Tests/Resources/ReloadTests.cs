using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Resources;

/// <summary>What a changed configuration file does to a running server.</summary>
public sealed class ReloadTests
{
    [Fact]
    public async Task A_good_file_is_swapped_in_whole_and_a_bad_one_changes_nothing_and_is_logged()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: TestContext.Current.CancellationToken);
        await using var penstock = await PenstockServer.StartAsync(PenstockServer.Yaml(upstream, ("chat", "synthetic:unary:300"), ("stream", "synthetic:stream:250:200:20")));
        var made = await penstock.Client.SendReplyAsync("POST", "api/v1/keys", """{"name":"limited by default"}""");
        using var client = penstock.NewClient(made.At("key"));
        using var stream = await RunningStream.StartAsync(client, "stream");
        Assert.Equal(200, await StatusAsync(client, "chat"));

        await File.WriteAllTextAsync(penstock.ConfigFile, "server: { max_body_bytes: 2000 }\nkeys: { default_requests_per_minute: 4 }\n" + PenstockServer.Yaml(upstream, ("new", "synthetic:unary:300")), TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(async () => (await penstock.Client.GetReplyAsync("v1/models/new")).Status == 200, "the new model is there");

        Assert.Equal(404, await StatusAsync(penstock.Client, "chat"));
        Assert.Equal(200, await StatusAsync(client, "new"));
        Assert.Equal(413, (await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("new", $",\"user\":\"{new string('x', 2000)}\""))).Status);
        await Eventually.TrueAsync(async () => await StatusAsync(client, "new") == 429, "the new limit holds");

        await File.WriteAllTextAsync(penstock.ConfigFile, "server: { max_body_bytes: lots }\nmodells: {}\n", TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => Task.FromResult(Log(penstock).Contains("old one stays in force", StringComparison.Ordinal)), "the mistakes are in the log");

        Assert.Contains("max_body_bytes", Log(penstock), StringComparison.Ordinal);
        Assert.Contains("modells", Log(penstock), StringComparison.Ordinal);
        Assert.Equal(200, await StatusAsync(penstock.Client, "new"));
        var (rest, clean) = await stream.ReadToEndAsync(TimeSpan.FromSeconds(20));
        Assert.True(clean);
        Assert.EndsWith("data: [DONE]\n\n", rest, StringComparison.Ordinal);
        Assert.Contains("#249#", rest, StringComparison.Ordinal);
        Assert.Equal("completed", (await penstock.Client.GetReplyAsync("api/v1/calls/" + stream.CallId)).At("end"));
    }

    private static async Task<int> StatusAsync(HttpClient client, string model) => (await client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat(model))).Status;

    private static string Log(PenstockServer penstock) => string.Concat(Directory.GetFiles(Path.Combine(penstock.DataFolder, "logs")).Select(file =>
    {
        using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(open);
        return reader.ReadToEnd();
    }));
}
