using Penstock.Tests.Resources;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Complaints;

/// <summary>
/// Complaint H30 of gateways.md, section 5: data that may not leave a region, and gateways that route by everything but that; and bodies of more than 32 KB that were
/// refused. However the provider inside fails, nothing of a call whose data must stay reaches one outside, and a call whose data need not stay does go there.
/// </summary>
public sealed class ResidencyTests
{
    private static readonly string[] Faults = ["status:503", "status:429,retry-after=0", "status:401", "status:404", "reset-before-headers", "reset-after-headers", "stall", "cut:1", "malformed-chunk", "wrong-content-type"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task However_the_provider_inside_fails_nothing_spills_to_one_outside(bool stream)
    {
        await using var inside = await UpstreamServer.StartAsync(ct: Ct);
        await using var outside = await UpstreamServer.StartAsync(ct: Ct);
        await using var penstock = await PenstockServer.StartAsync(Yaml(inside, outside, stream));
        using var bound = await KeyAsync(penstock, """ "tags":{"data_class":"health"} """);
        using var free = await KeyAsync(penstock, """ "tags":{"data_class":"public"} """);

        for (var model = 0; model < Faults.Length; model++)
        {
            // More than once: a breaker that leaves the inside alone for a while opens no way out either.
            for (var call = 0; call < 4; call++)
            {
                await CallAsync(bound, $"m{model}", stream);
                await CallAsync(free, $"classed-{model}", stream);
            }
        }

        Assert.True(inside.Requests.Count >= Faults.Length, $"{inside.Requests.Count} came to the inside");
        Assert.Empty(outside.Requests);

        // The same calls of data that may go anywhere do fall back: what kept the others was the rule.
        for (var model = 0; model < Faults.Length; model++)
        {
            await CallAsync(free, $"m{model}", stream);
        }

        Assert.True(outside.Requests.Count >= Faults.Length / 2, $"{outside.Requests.Count} of {Faults.Length} came to the outside");
    }

    [Theory]
    [InlineData("""{"provider":{"order":["elsewhere"],"allow_fallbacks":true}}""")]
    [InlineData("""{"models":["elsewhere/model"]}""")]
    [InlineData("""{"route":"fallback"}""")]
    public async Task A_client_cannot_have_the_provider_send_it_on(string members)
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        await using var penstock = await PenstockServer.StartAsync(PenstockServer.Yaml(upstream, ("chat", "synthetic:unary:300")));

        var refused = await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat", "," + members[1..^1]));

        Assert.Equal(403, refused.Status);
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task A_target_whose_region_nobody_states_is_outside_and_the_record_says_where_a_call_ran()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        await using var penstock = await PenstockServer.StartAsync($$"""
            providers:
              somewhere: { dialect: openai, base_url: "{{upstream.BaseAddress}}v1" }
              europe: { dialect: openai, base_url: "{{upstream.BaseAddress}}v1", region: eu-west }
            models:
              unknown: { data_classes: [health], targets: [ { provider: somewhere, model: "synthetic:unary:300" } ] }
              known: { data_classes: [health], targets: [ { provider: europe, model: "synthetic:unary:300" } ] }
            policies:
              health-stays: { effect: deny, data_classes: [health], outside_regions: ["eu-*"] }
            """);

        Assert.Equal(403, (await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("unknown"))).Status);
        Assert.Empty(upstream.Requests);
        var answered = await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("known"));

        Assert.Equal(200, answered.Status);
        Assert.Equal("eu-west", (await penstock.Client.GetReplyAsync("api/v1/calls/" + answered.CallId)).At("region"));
    }

    [Theory]
    [InlineData(33_000)]
    [InlineData(1_000_000)]
    [InlineData(20_000_000)]
    public async Task A_long_body_is_not_refused_and_arrives_whole(int length)
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        await using var penstock = await PenstockServer.StartAsync(PenstockServer.Yaml(upstream, ("chat", "synthetic:unary:300")));
        var text = string.Create(length, 0, static (span, _) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = (char)('a' + (i % 26));
            }
        });

        var answer = await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat", $",\"user\":\"{text}\""));

        Assert.Equal(200, answer.Status);
        Assert.Contains(text, System.Text.Encoding.UTF8.GetString(Assert.Single(upstream.Requests).Body), StringComparison.Ordinal);
    }

    private static string Yaml(UpstreamServer inside, UpstreamServer outside, bool stream)
    {
        var model = stream ? "synthetic:stream:5:200" : "synthetic:unary:300";
        var yaml = new System.Text.StringBuilder("providers:\n");
        for (var i = 0; i < Faults.Length; i++)
        {
            yaml.AppendLine($"  in{i}: {{ dialect: openai, region: eu-west, base_url: \"{inside.BaseFor("fault=" + Faults[i])}\", retry: {{ attempts: 2, base_delay: 1ms }}, timeouts: {{ first_byte: 200ms, idle: 200ms }} }}");
        }

        yaml.AppendLine($"  out: {{ dialect: openai, region: us-east, base_url: \"{outside.BaseAddress}v1\" }}");
        yaml.AppendLine("models:");
        for (var i = 0; i < Faults.Length; i++)
        {
            var targets = $"targets: [ {{ provider: in{i}, model: \"{model}\" }}, {{ provider: out, model: \"{model}\", order: 1 }} ]";
            yaml.AppendLine($"  m{i}: {{ {targets} }}").AppendLine($"  classed-{i}: {{ data_classes: [health], {targets} }}");
        }

        return yaml.Append("policies:\n  health-stays: { effect: deny, data_classes: [health], outside_regions: [\"eu-*\"] }\n").ToString();
    }

    private static async Task<HttpClient> KeyAsync(PenstockServer penstock, string members) =>
        penstock.NewClient((await penstock.Client.SendReplyAsync("POST", "api/v1/keys", $$"""{"name":"a test",{{members}}}""")).At("key"));

    private static async Task CallAsync(HttpClient client, string model, bool stream)
    {
        try
        {
            await client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat(model, stream ? ",\"stream\":true" : ""));
        }
        catch (HttpRequestException)
        {
            // A stream that failed is not ended cleanly.
        }
    }
}
