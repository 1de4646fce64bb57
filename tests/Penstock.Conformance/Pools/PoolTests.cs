using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Penstock.Tests;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Conformance.Pools;

/// <summary>
/// A pool of three targets of which one fails in each way that the stand-in knows: before the first content the client sees no error, after it an
/// honest one.
/// </summary>
public sealed class PoolTests : IAsyncLifetime
{
    private const string Unary = "synthetic:unary:300";
    private const string Stream = "synthetic:stream:20:200";

    private static readonly string[] s_beforeContent =
    [
        "status:400,code=context_length_exceeded", "status:401", "status:403", "status:404", "status:408", "status:429", "status:429,retry-after=3600", "status:500", "status:503", "status:529",
        "reset-before-headers", "reset-after-headers", "slow-first-byte:60000", "wrong-content-type",
    ];

    private static readonly string[] s_streamsBeforeContent = ["cut:0", "cut:0,fin", "clean-cut:0", "stall:0", "malformed-chunk:0", "error-event:0", "error-event:0,openrouter"];

    private static readonly string[] s_streamsAfterContent = ["cut:3", "cut:3,fin", "clean-cut:3", "stall:3", "malformed-chunk:3", "error-event:3", "error-event:3,openrouter"];

    private PenstockServer _penstock = null!;
    private UpstreamServer _upstream = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> BeforeContent => [.. s_beforeContent, "oversized-chunk:1000"];

    public static TheoryData<string> StreamsBeforeContent => [.. s_beforeContent, .. s_streamsBeforeContent];

    public static TheoryData<string> StreamsAfterContent => [.. s_streamsAfterContent];

    public async ValueTask InitializeAsync()
    {
        _upstream = await UpstreamServer.StartAsync(new UpstreamOptions());
        _penstock = await PenstockServer.StartAsync(Yaml());
    }

    public async ValueTask DisposeAsync()
    {
        await _penstock.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    // A complete answer is read whatever its size and its media type.
    [Theory]
    [MemberData(nameof(BeforeContent))]
    public async Task An_answer_comes_from_another_target(string fault)
    {
        for (var turn = 0; turn < 2; turn++)
        {
            using var answer = await _penstock.Client.PostAsJsonAsync("v1/chat/completions", new { model = Name("unary", fault), messages = Array.Empty<object>() }, Ct);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            await RecordAsync(answer, "completed", turn == 0 && fault is not ("oversized-chunk:1000" or "wrong-content-type"));
        }
    }

    [Theory]
    [MemberData(nameof(StreamsBeforeContent))]
    public async Task A_stream_that_fails_before_its_first_content_comes_from_another_target(string fault)
    {
        using var answer = await SendAsync(Name("stream", fault));

        var events = SseText.Events(await answer.Content.ReadAsByteArrayAsync(Ct));

        Assert.Equal("data: [DONE]\n\n", events[^1]);
        Assert.Equal(22, events.Count);
        await RecordAsync(answer, "completed", true);
    }

    [Theory]
    [MemberData(nameof(StreamsAfterContent))]
    public async Task A_stream_that_fails_after_its_first_content_says_so(string fault)
    {
        using var answer = await SendAsync(Name("stream", fault));
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
            using var answer = await _penstock.Client.PostAsJsonAsync("v1/chat/completions", new { model = Name("unary", "status:500"), messages = Array.Empty<object>() }, Ct);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        var received = _upstream.Requests.Count(request => request.Fault == "status:500");
        Assert.Equal(5, received);
    }

    [Fact]
    public async Task A_filter_s_refusal_stands_unless_the_pool_is_told_otherwise()
    {
        using var stands = await _penstock.Client.PostAsJsonAsync("v1/chat/completions", new { model = Name("unary", "status:400,code=content_filter"), messages = Array.Empty<object>() }, Ct);
        using var moves = await _penstock.Client.PostAsJsonAsync("v1/chat/completions", new { model = "filtered", messages = Array.Empty<object>() }, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, stands.StatusCode);
        Assert.Equal(HttpStatusCode.OK, moves.StatusCode);
    }

    private Task<HttpResponseMessage> SendAsync(string model) => _penstock.Client.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions") { Content = JsonContent.Create(new { model, stream = true, messages = Array.Empty<object>() }) },
        HttpCompletionOption.ResponseHeadersRead,
        Ct);

    // The record says which attempts were made, and why.
    private async Task RecordAsync(HttpResponseMessage answer, string end, bool fellBack)
    {
        var record = await _penstock.Client.GetFromJsonAsync<JsonElement>("api/v1/calls/" + answer.Headers.GetValues("x-penstock-call-id").Single(), Ct);
        var attempts = record.GetProperty("attempt_log").EnumerateArray().ToArray();

        Assert.Equal(end, record.GetProperty("end").GetString());
        if (fellBack)
        {
            Assert.Equal(["chosen", "fallback"], attempts.Select(attempt => attempt.GetProperty("reason").GetString()!));
            Assert.NotNull(attempts[0].GetProperty("error_kind").GetString());
            Assert.StartsWith("good", record.GetProperty("provider").GetString());
        }
    }

    // The characters that a model's name may have.
    private static string Name(string kind, string fault) => $"{kind}/{fault.Replace(',', '+').Replace('=', '@')}";

    private string Yaml()
    {
        var providers = new List<string> { Provider("good-1", null), Provider("good-2", null) };
        var models = new List<string>();
        foreach (var fault in s_beforeContent.Concat(s_streamsBeforeContent).Concat(s_streamsAfterContent).Concat(["oversized-chunk:1000", "status:400,code=content_filter"]).Distinct())
        {
            var name = "bad-" + providers.Count;
            providers.Add(Provider(name, fault));
            models.Add(Model(Name("unary", fault), name, Unary, null));
            models.Add(Model(Name("stream", fault), name, Stream, null));
            if (fault.Contains("filter", StringComparison.Ordinal))
            {
                models.Add(Model("filtered", name, Unary, "content_filter"));
            }
        }

        return "providers:\n" + string.Concat(providers) + "models:\n" + string.Concat(models);
    }

    private string Provider(string name, string? fault) =>
        $"  {name}: {{ dialect: openai, base_url: \"{_upstream.BaseAddress}v1\", api_key: \"sk-upstream-0123456789\", retry: {{ attempts: 1 }}, timeouts: {{ first_byte: 1s, idle: 1s }}"
        + (fault is null ? " }\n" : $", headers: {{ x-upstream-fault: \"{fault}\" }} }}\n");

    private static string Model(string name, string bad, string upstreamModel, string? fallbackOn) =>
        $"  \"{name}\":\n    targets: [ {{ provider: {bad}, model: \"{upstreamModel}\" }}, {{ provider: good-1, model: \"{upstreamModel}\", order: 1 }}, {{ provider: good-2, model: \"{upstreamModel}\", order: 1 }} ]\n"
        + (fallbackOn is null ? "" : $"    route: {{ fallback_on: [{fallbackOn}] }}\n");
}
