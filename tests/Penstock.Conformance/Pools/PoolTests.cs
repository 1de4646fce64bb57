using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace Penstock.Conformance.Pools;

/// <summary>
/// A pool of three targets of which one fails in each way that the stand-in knows: before the first content the client sees no error, after it an
/// honest one.
/// </summary>
public sealed class PoolTests(PoolHouse house) : IClassFixture<PoolHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> BeforeContent => [.. PoolHouse.BeforeContent, "oversized-chunk:1000"];

    public static TheoryData<string> StreamsBeforeContent => [.. PoolHouse.BeforeContent, .. PoolHouse.StreamsBeforeContent];

    public static TheoryData<string> StreamsAfterContent => [.. PoolHouse.StreamsAfterContent];

    // A complete answer is read whatever its size and its media type.
    [Theory]
    [MemberData(nameof(BeforeContent))]
    public async Task An_answer_comes_from_another_target(string fault)
    {
        for (var turn = 0; turn < 2; turn++)
        {
            using var answer = await house.Client.PostAsJsonAsync("v1/chat/completions", new { model = PoolHouse.Name("unary", fault), messages = Array.Empty<object>() }, Ct);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            await RecordAsync(answer, "completed", turn == 0 && fault is not ("oversized-chunk:1000" or "wrong-content-type"));
        }
    }

    [Theory]
    [MemberData(nameof(StreamsBeforeContent))]
    public async Task A_stream_that_fails_before_its_first_content_comes_from_another_target(string fault)
    {
        using var answer = await SendAsync(PoolHouse.Name("stream", fault));

        var events = SseText.Events(await answer.Content.ReadAsByteArrayAsync(Ct));

        Assert.Equal("data: [DONE]\n\n", events[^1]);
        Assert.Equal(22, events.Count);
        await RecordAsync(answer, "completed", true);
    }

    [Theory]
    [MemberData(nameof(StreamsAfterContent))]
    public async Task A_stream_that_fails_after_its_first_content_says_so(string fault)
    {
        using var answer = await SendAsync(PoolHouse.Name("stream", fault));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var seen = new MemoryStream();

        await Assert.ThrowsAnyAsync<IOException>(async () => await (await answer.Content.ReadAsStreamAsync(Ct)).CopyToAsync(seen, Ct));

        Assert.Contains("\"error\"", SseText.Events(seen.ToArray())[^1], StringComparison.Ordinal);
        await RecordAsync(answer, "cut", false);
    }

    [Fact]
    public async Task A_target_that_keeps_failing_is_left_alone()
    {
        for (var i = 0; i < 8; i++)
        {
            using var answer = await house.Client.PostAsJsonAsync("v1/chat/completions", new { model = PoolHouse.Name("unary", "status:502"), messages = Array.Empty<object>() }, Ct);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        var received = house.Upstream.Requests.Count(request => request.Fault == "status:502");
        Assert.Equal(5, received);
    }

    [Fact]
    public async Task A_filter_s_refusal_stands_unless_the_pool_is_told_otherwise()
    {
        using var stands = await house.Client.PostAsJsonAsync("v1/chat/completions", new { model = PoolHouse.Name("unary", "status:400,code=content_filter"), messages = Array.Empty<object>() }, Ct);
        using var moves = await house.Client.PostAsJsonAsync("v1/chat/completions", new { model = "filtered", messages = Array.Empty<object>() }, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, stands.StatusCode);
        Assert.Equal(HttpStatusCode.OK, moves.StatusCode);
    }

    private Task<HttpResponseMessage> SendAsync(string model) => house.Client.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions") { Content = JsonContent.Create(new { model, stream = true, messages = Array.Empty<object>() }) },
        HttpCompletionOption.ResponseHeadersRead,
        Ct);

    // The record says which attempts were made, and why.
    private async Task RecordAsync(HttpResponseMessage answer, string end, bool fellBack)
    {
        var record = await house.Client.GetFromJsonAsync<JsonElement>("api/v1/calls/" + answer.Headers.GetValues("x-penstock-call-id").Single(), Ct);
        var attempts = record.GetProperty("attempt_log").EnumerateArray().ToArray();

        Assert.Equal(end, record.GetProperty("end").GetString());
        if (fellBack)
        {
            Assert.Equal(["chosen", "fallback"], attempts.Select(attempt => attempt.GetProperty("reason").GetString()!));
            Assert.NotNull(attempts[0].GetProperty("error_kind").GetString());
            Assert.StartsWith("good", record.GetProperty("provider").GetString());
        }
    }
}
