using System.Net;
using System.Text;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Upstream;

public sealed class UpstreamFaultTests
{
    private const string Stream = """{"model":"synthetic:stream:10:200","stream":true}""";
    private const string Unary = """{"model":"synthetic:unary:1000"}""";

    // Without the drain timeout a disposed response keeps its connection for 2 s, in the hope that the rest comes.
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false, ResponseDrainTimeout = TimeSpan.Zero });
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Status_answers_in_openais_format_with_retry_after_the_first_times_and_then_cleanly()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        for (var i = 0; i < 2; i++)
        {
            using var refused = await SendAsync(upstream, Unary, "status:429,retry-after=2,times=2");
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(2), refused.Headers.RetryAfter?.Delta);
            Assert.Contains("\"code\":\"rate_limit_exceeded\"", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }

        using var answered = await SendAsync(upstream, Unary, "status:429,retry-after=2,times=2");
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        Assert.Equal(["status:429,retry-after=2,times=2", "status:429,retry-after=2,times=2", null], upstream.Requests.Select(r => r.Fault));
    }

    [Fact]
    public async Task Retry_after_can_be_a_date()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        using var refused = await SendAsync(upstream, Unary, "status:503,retry-after=date:60");
        Assert.NotNull(refused.Headers.RetryAfter?.Date);
    }

    [Fact]
    public async Task Reset_before_headers_gives_no_response_at_all()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(upstream, Unary, "reset-before-headers"));
    }

    [Theory]
    [InlineData("reset-after-headers", 0, Stream)]
    [InlineData("cut:3", 3, Stream)]
    [InlineData("cut:3,fin", 3, Stream)]
    [InlineData("cut", 0, Unary)]
    public async Task A_cut_delivers_the_events_before_it_and_then_breaks(string fault, int events, string body)
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        using var response = await SendAsync(upstream, body, fault);
        var (text, failed) = await DrainAsync(response);
        Assert.True(failed);
        Assert.Equal(events, Count(text));
        Assert.False(Assert.Single(upstream.Requests).Completed);
    }

    [Fact]
    public async Task A_clean_cut_ends_as_http_wants_but_without_the_terminal_event()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        using var response = await SendAsync(upstream, Stream, "clean-cut:4");
        var (text, failed) = await DrainAsync(response);
        Assert.False(failed);
        Assert.Equal(4, Count(text));
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stall_sends_its_events_then_nothing_and_sees_the_client_leave_within_250_ms()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        using var response = await SendAsync(upstream, Stream, "stall:2");
        await using var stream = await response.Content.ReadAsStreamAsync(Ct);
        var text = "";
        var buffer = new byte[4096];
        while (Count(text) < 2)
        {
            text += Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer, Ct));
        }

        var request = await upstream.WaitForRequestAsync();
        Assert.Null(request.DisconnectedAt);
        var left = TimeProvider.System.GetUtcNow();
        await stream.DisposeAsync();
        response.Dispose();
        Assert.InRange(await upstream.WaitForDisconnectAsync(request) - left, TimeSpan.FromMilliseconds(-1), TimeSpan.FromMilliseconds(250));
        Assert.False(request.Completed);
    }

    [Theory]
    [InlineData("malformed-chunk", "data: {\"id\":\"malformed\",\"choices\":[\n\n")]
    [InlineData("error-event:2", "data: {\"error\":{\"message\":")]
    [InlineData("error-event:2,openrouter", "\"finish_reason\":\"error\"")]
    public async Task A_bad_event_stands_among_good_ones(string fault, string expected)
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        using var response = await SendAsync(upstream, Stream, fault);
        var (text, failed) = await DrainAsync(response);
        Assert.False(failed);
        Assert.StartsWith("data: {\"id\":\"synthetic-1\"", text, StringComparison.Ordinal);
        Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_oversized_chunk_is_one_event_of_exactly_that_many_bytes()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        using var response = await SendAsync(upstream, Stream, "oversized-chunk:3000000");
        var (text, _) = await DrainAsync(response);
        Assert.Equal(3_000_000 - 2, text.Split("\n\n").Max(part => part.Length));
    }

    [Fact]
    public async Task A_wrong_content_type_leaves_the_body_as_it_is()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        using var response = await SendAsync(upstream, Stream, "wrong-content-type");
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.EndsWith("data: [DONE]\n\n", (await DrainAsync(response)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelt_fault_is_refused_rather_than_ignored()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        using var response = await SendAsync(upstream, Stream, "cut:3,fine");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_fault_in_the_base_path_works_like_the_header()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        using var response = await Client.PostAsync(new Uri(upstream.BaseFor("fault=status:500") + "/chat/completions"), new StringContent(Unary), Ct);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    private static Task<HttpResponseMessage> SendAsync(UpstreamServer upstream, string body, string fault)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(upstream.BaseAddress, "v1/chat/completions")) { Content = new StringContent(body) };
        request.Headers.Add("x-upstream-fault", fault);
        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
    }

    private static int Count(string text) => text.Split("\n\n").Length - 1;

    private static async Task<(string Text, bool Failed)> DrainAsync(HttpResponseMessage response)
    {
        var text = new MemoryStream();
        try
        {
            await response.Content.CopyToAsync(text, Ct);
            return (Encoding.UTF8.GetString(text.ToArray()), false);
        }
        catch (HttpRequestException)
        {
            return (Encoding.UTF8.GetString(text.ToArray()), true);
        }
    }
}
