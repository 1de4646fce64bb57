using System.Globalization;
using Penstock.Resources.Calls;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Resources.Limits;

/// <summary>How callers are told how they stand, in each dialect's own way, and how they are refused.</summary>
public sealed class LimitHeadersTests : IAsyncLifetime
{
    private UpstreamServer _upstream = null!;
    private PenstockServer _penstock = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await UpstreamServer.StartAsync(ct: TestContext.Current.CancellationToken);
        _penstock = await PenstockServer.StartAsync("""
            limits:
              wide: { requests: 1000/hour }
              each-key: { each: key, requests: 2/minute, total_tokens: 100000/minute, output_tokens: 50000/hour }

            """ + PenstockServer.Yaml(_upstream, ("chat", "synthetic:unary:300"), ("stream", "synthetic:stream:5:200")),
            options => options.Function("hello", (string who) => $"hello {who}"));
    }

    public async ValueTask DisposeAsync()
    {
        await _penstock.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task OpenAI_callers_get_x_ratelimit_headers_and_their_own_error()
    {
        using var client = await KeyAsync();

        var first = await client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat", ",\"max_tokens\":100"));

        Assert.Equal(("2", "1"), (first.Header("x-ratelimit-limit-requests"), first.Header("x-ratelimit-remaining-requests")));
        Assert.StartsWith("1m0", first.Header("x-ratelimit-reset-requests"));
        Assert.Equal("50000", first.Header("x-ratelimit-limit-tokens"));
        Assert.InRange(int.Parse(first.Header("x-ratelimit-remaining-tokens")!, CultureInfo.InvariantCulture), 49_000, 49_900);
        Assert.Contains("\"each-key:requests\";q=2;w=60", first.Header("RateLimit-Policy"));
        Assert.Contains("\"each-key:requests\";r=1;t=61", first.Header("RateLimit"));
        Assert.Null(first.Header("anthropic-ratelimit-requests-limit"));

        var second = await client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("stream", ",\"stream\":true"));
        Assert.Equal("0", second.Header("x-ratelimit-remaining-requests"));

        var refused = await client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"));
        Assert.Equal((429, "requests", "requests_per_minute", "0"), (refused.Status, refused.At("error.type"), refused.At("error.code"), refused.Header("x-ratelimit-remaining-requests")));
        Assert.InRange(int.Parse(refused.Header("retry-after")!, CultureInfo.InvariantCulture), 55, 61);
        Assert.Contains("each-key", refused.At("error.message"));
    }

    [Fact]
    public async Task A_caller_whose_tokens_are_used_up_is_told_that_they_are_tokens()
    {
        using var client = await KeyAsync();

        var refused = await client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat", ",\"max_tokens\":60000"));

        Assert.Equal((429, "tokens", "output_tokens_per_hour", null), (refused.Status, refused.At("error.type"), refused.At("error.code"), refused.Header("retry-after")));
        Assert.Contains("this call alone may use 60000", refused.At("error.message"));
    }

    [Fact]
    public async Task Anthropic_callers_get_anthropic_ratelimit_headers_and_their_own_error()
    {
        using var client = await KeyAsync();
        const string Body = """{"model":"chat","max_tokens":100,"messages":[{"role":"user","content":"hi"}]}""";

        var first = await client.SendReplyAsync("POST", "v1/messages", Body);

        Assert.Equal(("2", "1"), (first.Header("anthropic-ratelimit-requests-limit"), first.Header("anthropic-ratelimit-requests-remaining")));
        var reset = DateTimeOffset.Parse(first.Header("anthropic-ratelimit-requests-reset")!, CultureInfo.InvariantCulture);
        Assert.InRange(reset - DateTimeOffset.UtcNow, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(63));
        Assert.Equal("50000", first.Header("anthropic-ratelimit-output-tokens-limit"));
        Assert.Null(first.Header("x-ratelimit-limit-requests"));
        Assert.NotNull(first.Header("RateLimit"));
        await client.SendReplyAsync("POST", "v1/messages", Body);
        var refused = await client.SendReplyAsync("POST", "v1/messages", Body);
        Assert.Equal((429, "rate_limit_error", "0"), (refused.Status, refused.At("error.type"), refused.Header("anthropic-ratelimit-requests-remaining")));
        Assert.NotNull(refused.Header("retry-after"));
    }

    [Fact]
    public async Task Everybody_else_gets_the_RateLimit_headers_and_their_own_error()
    {
        using var client = await KeyAsync();
        const string Body = """{"contents":[{"parts":[{"text":"hi"}]}],"generationConfig":{"maxOutputTokens":50}}""";

        var first = await client.SendReplyAsync("POST", "v1beta/models/chat:generateContent", Body);
        var invoked = await client.SendReplyAsync("POST", "models/hello/invoke", """{"who":"you"}""");
        var gemini = await client.SendReplyAsync("POST", "v1beta/models/chat:generateContent", Body);
        var problem = await client.SendReplyAsync("POST", "models/hello/invoke", """{"who":"you"}""");

        Assert.Equal((200, 200), (first.Status, invoked.Status));
        Assert.Contains("\"each-key:requests\";r=0", invoked.Header("RateLimit"));
        Assert.Equal((429, "RESOURCE_EXHAUSTED"), (gemini.Status, gemini.At("error.status")));
        Assert.Equal((429, "application/problem+json", "requests_per_minute"), (problem.Status, problem.ContentType, problem.At("code")));
        Assert.All([gemini, problem], reply => Assert.True(reply.Header("retry-after") is not null && reply.Header("RateLimit-Policy") is not null));
        Assert.Null(first.Header("x-ratelimit-limit-requests"));
    }

    [Theory]
    [InlineData(0, "0ms")]
    [InlineData(20, "20ms")]
    [InlineData(1000, "1s")]
    [InlineData(1234, "1.234s")]
    [InlineData(360_000, "6m0s")]
    [InlineData(3_600_500, "1h0m0.5s")]
    public void A_reset_is_written_as_Go_writes_durations(int milliseconds, string text) => Assert.Equal(text, QuotaHeaders.GoDuration(milliseconds));

    private async Task<HttpClient> KeyAsync() => _penstock.NewClient((await _penstock.Client.SendReplyAsync("POST", "api/v1/keys", """{"name":"a test"}""")).At("key"));
}
