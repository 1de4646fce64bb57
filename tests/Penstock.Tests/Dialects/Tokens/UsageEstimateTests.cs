using Penstock.Tests.Resources;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Dialects.Tokens;

/// <summary>The records of calls whose provider tells no usage.</summary>
public sealed class UsageEstimateTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_nobody_counted_is_estimated_and_marked_and_what_was_counted_is_not()
    {
        Tests.SharedData.Path("exchanges/exchanges.jsonl");
        await using var upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Data = Penstock.Upstream.SharedData.Find() }, Ct);
        var silent = upstream.Exchanges.All.Where(exchange => exchange is { Provider: "azure" or "openai", Status: 200, Stream: true } && !System.Text.Encoding.UTF8.GetString(exchange.ResponseBody).Contains("\"usage\":{", StringComparison.Ordinal)).Take(3).ToArray();
        await using var penstock = await PenstockServer.StartAsync(
            PenstockServer.Yaml(upstream, [("told", "synthetic:unary:300"), ("told-stream", "synthetic:stream:5:200"), .. silent.Select(exchange => (exchange.Id, exchange.Id))]));

        Assert.NotEmpty(silent);
        foreach (var exchange in silent)
        {
            var (input, output, estimated) = await UsageAsync(penstock, exchange.Id, stream: true);
            Assert.True(estimated, exchange.Id);
            Assert.InRange(input, 8, 20);
            Assert.InRange(output, 1, 2000);
        }

        Assert.Equal((8, 75, false), await UsageAsync(penstock, "told", stream: false));
        Assert.Equal((8, 5, false), await UsageAsync(penstock, "told-stream", stream: true));
    }

    private static async Task<(long Input, long Output, bool Estimated)> UsageAsync(PenstockServer penstock, string model, bool stream)
    {
        var reply = await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", $$"""{"model":"{{model}}","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"Tell me a joke about telemetry"}]}""");
        Assert.Equal(200, reply.Status);
        var record = (await penstock.Client.GetReplyAsync("api/v1/calls/" + reply.CallId)).Json;
        var usage = record.GetProperty("usage");
        return (usage.GetProperty("input_tokens").GetInt64(), usage.GetProperty("output_tokens").GetInt64(), record.GetProperty("usage_estimated").GetBoolean());
    }
}
