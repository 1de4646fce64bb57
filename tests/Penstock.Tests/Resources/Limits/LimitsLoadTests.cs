using System.Collections.Concurrent;
using System.Globalization;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Resources.Limits;

/// <summary>The promise of limits through HTTP, by many callers at once; time stands still while they call, and then moves on.</summary>
public sealed class LimitsLoadTests
{
    private const int Minutes = 3;
    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(3);

    [Theory]
    [InlineData(64, false)]
    [InlineData(200, false)]
    [InlineData(64, true)]
    public async Task Requests_a_minute_are_never_above_in_any_rolling_60_s_and_at_least_95_percent_are_used(int callers, bool streamed)
    {
        const int Most = 300;
        var time = new SteppedTime();
        await using var upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Clock = time, Remember = 100_000 }, TestContext.Current.CancellationToken);
        await using var penstock = await PenstockServer.StartAsync($"limits: {{ rpm: {{ requests: {Most}/minute }} }}\n" + Yaml(upstream, streamed), options => options.Time = time);

        await RunAsync(penstock, time, callers, streamed ? ",\"stream\":true" : "");

        // What counts is what the provider saw.
        var seen = upstream.Requests.Select(request => (request.ReceivedAt.Ticks, 1L)).ToArray();
        Assert.InRange(RollingMinute.Most(seen), Most * 0.95, Most);
        Assert.InRange(seen.Length / (double)(Most * Minutes), 0.95, 1.1);
    }

    [Theory]
    [InlineData(64, false)]
    [InlineData(64, true)]
    public async Task Tokens_a_minute_are_never_above_in_any_rolling_60_s_and_at_least_95_percent_are_used(int callers, bool streamed)
    {
        const int Most = 20_000;
        var time = new SteppedTime();
        await using var upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Clock = time, Remember = 100_000 }, TestContext.Current.CancellationToken);
        await using var penstock = await PenstockServer.StartAsync($"limits: {{ tpm: {{ total_tokens: {Most}/minute }} }}\n" + Yaml(upstream, streamed), options => options.Time = time);

        var answered = await RunAsync(penstock, time, callers, streamed ? ",\"stream\":true,\"max_tokens\":120" : ",\"max_tokens\":120");

        // The stand-in counts 8 tokens of input, and 75 or 40 of output.
        var each = streamed ? 48L : 83L;
        Assert.InRange(RollingMinute.Most(answered.Select(at => (at, each))), 1, Most);
        Assert.InRange(answered.Count * each / (double)(Most * Minutes), 0.95, 1.1);
    }

    // Every caller calls until it is refused, and the time moves on. When which was answered comes back.
    private static async Task<IReadOnlyList<long>> RunAsync(PenstockServer penstock, SteppedTime time, int callers, string members)
    {
        var answered = new ConcurrentBag<long>();
        for (var step = TimeSpan.Zero; step < TimeSpan.FromMinutes(Minutes); step += s_step)
        {
            await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
            {
                while (true)
                {
                    var reply = await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat", members));
                    if (reply.Status == 429)
                    {
                        Assert.InRange(int.Parse(reply.Header("retry-after")!, CultureInfo.InvariantCulture), 1, 61);
                        return;
                    }

                    Assert.Equal(200, reply.Status);
                    answered.Add(time.GetTimestamp());
                }
            }, TestContext.Current.CancellationToken)));
            time.Step(s_step);
        }

        return [.. answered];
    }

    private static string Yaml(UpstreamServer upstream, bool streamed) => PenstockServer.Yaml(upstream, ("chat", streamed ? "synthetic:stream:40:200" : "synthetic:unary:300"));
}
