using System.Net;
using System.Text;
using System.Text.Json;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Upstream;

public sealed class UpstreamReplayTests
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false });
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replays_every_recording_byte_for_byte_in_odd_pieces()
    {
        await using var upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Data = SharedData.Path("") }, Ct);
        Assert.Equal(181, upstream.Exchanges.All.Count);
        foreach (var exchange in upstream.Exchanges.All)
        {
            using var request = new HttpRequestMessage(HttpMethod.Parse(exchange.Method), new Uri(upstream.BaseAddress, exchange.Path.TrimStart('/')));
            request.Headers.Add("x-upstream-exchange", exchange.Id);
            request.Content = new ByteArrayContent(exchange.RequestBody);
            using var response = await Client.SendAsync(request, Ct);
            Assert.Equal(exchange.Status, (int)response.StatusCode);
            Assert.Equal(exchange.ResponseBody, await response.Content.ReadAsByteArrayAsync(Ct));
            Assert.Equal(exchange.ResponseHeaders.GetValueOrDefault("content-type"), response.Content.Headers.ContentType?.ToString(), ignoreCase: true);
        }

        Assert.All(upstream.Requests, request => Assert.Equal(upstream.Exchanges.ById(request.Exchange)!.RequestBody, request.Body));
    }

    [Theory]
    [InlineData("v1/chat/completions", "p0024")]
    [InlineData("v1/chat/completions", "exchange-p0024")]
    [InlineData("x/exchange=p0024;pieces=whole/v1/chat/completions", "whatever")]
    [InlineData("model/p0024/converse", null)]
    public async Task An_exchange_is_chosen_by_model_base_path_or_path_segment(string path, string? model)
    {
        await using var upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Data = SharedData.Path("") }, Ct);
        using var response = await Client.PostAsync(new Uri(upstream.BaseAddress, path), Json(new { model, stream = true }), Ct);
        Assert.Equal(upstream.Exchanges.ById("p0024")!.ResponseBody, await response.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal("/" + path, Assert.Single(upstream.Requests).Target);
    }

    [Fact]
    public async Task A_request_that_names_nothing_finds_the_recording_with_its_path_stream_flag_and_model()
    {
        await using var upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Data = SharedData.Path("") }, Ct);
        var wanted = upstream.Exchanges.All.First(e => e is { Stream: true, Status: 200, Provider: "openai" } && e.Path == "/v1/chat/completions");
        using var response = await Client.PostAsync(new Uri(upstream.BaseAddress, "v1/chat/completions"), Json(new { model = wanted.Model, stream = true }), Ct);
        var found = upstream.Exchanges.ById(Assert.Single(upstream.Requests).Exchange)!;
        Assert.Equal((wanted.Model, true, 200), (found.Model, found.Stream, found.Status));
        Assert.EndsWith("/chat/completions", found.Path, StringComparison.Ordinal);
        Assert.Equal(found.ResponseBody, await response.Content.ReadAsByteArrayAsync(Ct));
    }

    [Fact]
    public async Task What_was_never_recorded_is_a_404_that_says_so_and_names_the_stand_in()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        using var response = await Client.PostAsync(new Uri(upstream.BaseAddress, "v1/chat/completions"), Json(new { model = "gpt-none" }), Ct);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("provider stand-in has no recording of POST /v1/chat/completions with model 'gpt-none'", Decoded(await response.Content.ReadAsStringAsync(Ct)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_model_list_names_exchanges_and_recorded_models()
    {
        await using var upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Data = SharedData.Path("") }, Ct);
        using var list = JsonDocument.Parse(await Client.GetStringAsync(new Uri(upstream.BaseAddress, "v1/models"), Ct));
        var ids = list.RootElement.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()).ToHashSet();
        Assert.Contains("p0024", ids);
        Assert.Contains(upstream.Exchanges.ById("p0024")!.Model, ids);
    }

    [Fact]
    public async Task What_was_received_can_be_read_over_http()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        using var answer = await Client.PostAsync(new Uri(upstream.BaseAddress, "v1/embeddings"), Json(new { model = "synthetic:unary:300" }), Ct);
        using var seen = JsonDocument.Parse(await Client.GetStringAsync(new Uri(upstream.BaseAddress, "__upstream/requests"), Ct));
        var request = seen.RootElement.GetProperty("requests")[0];
        Assert.Equal("/v1/embeddings", request.GetProperty("target").GetString());
        Assert.Equal("""{"model":"synthetic:unary:300"}""", Encoding.UTF8.GetString(request.GetProperty("body_base64").GetBytesFromBase64()));
    }

    private static StringContent Json<T>(T body) => new(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");

    private static string Decoded(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("error").GetProperty("message").GetString()!;
    }
}
