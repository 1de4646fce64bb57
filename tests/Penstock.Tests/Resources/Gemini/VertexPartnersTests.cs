using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Resources.Gemini;

/// <summary>Models of other makers at Vertex: their bodies at Google's addresses, over recordings of Anthropic and OpenAI.</summary>
public sealed partial class VertexPartnersTests : IAsyncLifetime
{
    private const string Place = "/v1/projects/p/locations/us-east5/";
    private const string Ask = """{"model":"MODEL","max_tokens":64,"messages":[{"role":"user","content":"hi"}],"future":{"a":1}STREAM}""";
    private UpstreamServer _upstream = null!;
    private PenstockServer _penstock = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Data = Penstock.Upstream.SharedData.Find() }, Ct);
        var yaml = new StringBuilder("providers:\n");
        foreach (var (name, fault) in new[] { ("v", ""), ("cut", "headers: { x-upstream-fault: 'cut:5' }, "), ("full", "headers: { x-upstream-fault: 'status:429' }, ") })
        {
            yaml.Append($"  {name}: {{ dialect: vertex, base_url: '{_upstream.BaseAddress}', project: p, region: us-east5, api_key: k-upstream, {fault}retry: {{ attempts: 1 }} }}\n");
        }

        yaml.Append("models:\n");
        foreach (var recording in Recordings())
        {
            yaml.Append($"  'claude/{recording.Id}': {{ targets: [ {{ provider: v, model: anthropic/{recording.Id} }} ] }}\n");
        }

        yaml.Append("  whole: { targets: [ { provider: v, model: publishers/anthropic/models/p0130 } ] }\n")
            .Append("  broken: { targets: [ { provider: cut, model: anthropic/p0152 } ] }\n  full: { targets: [ { provider: full, model: anthropic/p0152 } ] }\n")
            .Append("  plain: { targets: [ { provider: v, model: claude-sonnet-4@20250514 } ] }\n")
            .Append("  mistral: { targets: [ { provider: v, model: mistralai/p0019 } ] }\n  mistral-stream: { targets: [ { provider: v, model: mistralai/p0024 } ] }\n")
            .Append("  llama: { targets: [ { provider: v, model: meta/llama-3.3-70b-instruct-maas } ] }\n");
        _penstock = await PenstockServer.StartAsync(yaml.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _penstock.DisposeAsync();
        await _upstream.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Anthropics_clients_get_every_recorded_answer_as_it_came_and_it_is_metered()
    {
        SharedData.Path("exchanges/exchanges.jsonl");
        var count = 0;
        foreach (var recording in Recordings())
        {
            var reply = await _penstock.Client.SendReplyAsync("POST", "v1/messages", Asking($"claude/{recording.Id}", recording.Stream), ("anthropic-beta", "x-2025"));

            var received = _upstream.Requests[^1];
            Assert.Equal($"{Place}publishers/anthropic/models/{recording.Id}:{(recording.Stream ? "streamRawPredict" : "rawPredict")}", received.Target);
            Assert.Equal(
                """{"anthropic_version":"vertex-2023-10-16","max_tokens":64,"messages":[{"role":"user","content":"hi"}],"future":{"a":1}STREAM}""".Replace("STREAM", recording.Stream ? ",\"stream\":true" : ""),
                Encoding.UTF8.GetString(received.Body));
            Assert.Equal(("k-upstream", "x-2025"), (received.Headers["x-goog-api-key"], received.Headers["anthropic-beta"]));
            Assert.Equal(recording.Status, reply.Status);
            Assert.Equal(NameOfModel().Replace(Pings().Replace(Encoding.UTF8.GetString(recording.ResponseBody), ""), $"\"model\":\"claude/{recording.Id}\""), Pings().Replace(reply.Text, ""));
            await AssertMeteredAsync(recording, reply);
            count++;
        }

        Assert.True(count > 20);
    }

    [Fact]
    public async Task OpenAIs_clients_get_the_same_answers_with_the_same_usage()
    {
        SharedData.Path("exchanges/exchanges.jsonl");
        foreach (var recording in Recordings().Where(recording => recording.Status == 200))
        {
            var reply = await _penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Asking($"claude/{recording.Id}", recording.Stream).Replace("\"future\":{\"a\":1}", "\"seed\":7"));

            Assert.True(reply.Status == 200, $"{recording.Id}: {reply.Text}");
            Assert.Equal("seed", reply.Header("x-penstock-dropped"));
            var sent = JsonNode.Parse(_upstream.Requests[^1].Body)!;
            Assert.Equal(("vertex-2023-10-16", null), ((string?)sent["anthropic_version"], sent["model"]));
            Assert.Equal(recording.Stream, (bool?)sent["stream"] == true);
            Assert.Equal(recording.Stream, reply.Text.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal));
            await AssertMeteredAsync(recording, reply);
        }
    }

    [Fact]
    public async Task A_model_is_known_by_its_makers_name_or_by_its_own()
    {
        await _penstock.Client.SendReplyAsync("POST", "v1/messages", Asking("whole"));
        Assert.Equal(Place + "publishers/anthropic/models/p0130:rawPredict", _upstream.Requests[^1].Target);
        await _penstock.Client.SendReplyAsync("POST", "v1/messages", Asking("plain"));
        Assert.Equal(Place + "publishers/anthropic/models/claude-sonnet-4@20250514:rawPredict", _upstream.Requests[^1].Target);
        await _penstock.Client.SendReplyAsync("POST", "models/whole/invoke", """{"anthropic_version":"mine","messages":[]}""");
        Assert.Equal("""{"anthropic_version":"mine","messages":[]}""", Encoding.UTF8.GetString(_upstream.Requests[^1].Body));
    }

    [Fact]
    public async Task Tokens_are_counted_by_an_address_of_their_own_with_the_model_in_the_body()
    {
        await _penstock.Client.SendReplyAsync("POST", "v1/messages/count_tokens", """{"model":"plain","messages":[{"role":"user","content":"hi"}]}""");
        var received = _upstream.Requests[^1];
        Assert.Equal(Place + "publishers/anthropic/models/count-tokens:rawPredict", received.Target);
        Assert.Equal("""{"anthropic_version":"vertex-2023-10-16","model":"claude-sonnet-4@20250514","messages":[{"role":"user","content":"hi"}]}""", Encoding.UTF8.GetString(received.Body));
    }

    [Fact]
    public async Task Mistrals_and_the_open_models_speak_OpenAIs_dialect()
    {
        SharedData.Path("exchanges/exchanges.jsonl");
        var whole = await _penstock.Client.SendReplyAsync("POST", "v1/messages", Asking("mistral").Replace(",\"future\":{\"a\":1}", ""));
        Assert.Equal(("tool_use", "mistral"), (whole.At("stop_reason"), whole.At("model")));
        Assert.Equal(Place + "publishers/mistralai/models/p0019:rawPredict", _upstream.Requests[^1].Target);
        var sent = JsonNode.Parse(_upstream.Requests[^1].Body)!;
        Assert.Equal(("p0019", 64, null), ((string?)sent["model"], (int?)sent["max_tokens"], sent["max_completion_tokens"]));

        var stream = await _penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Asking("mistral-stream", stream: true));
        Assert.EndsWith("data: [DONE]\n\n", stream.Text);
        Assert.Equal(Place + "publishers/mistralai/models/p0024:streamRawPredict", _upstream.Requests[^1].Target);

        await _penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Asking("llama"));
        Assert.Equal(Place + "endpoints/openapi/chat/completions", _upstream.Requests[^1].Target);
        Assert.Equal("meta/llama-3.3-70b-instruct-maas", (string?)JsonNode.Parse(_upstream.Requests[^1].Body)!["model"]);
    }

    [Fact]
    public async Task Trouble_is_told_in_the_clients_dialect()
    {
        SharedData.Path("exchanges/exchanges.jsonl");
        var full = await _penstock.Client.SendReplyAsync("POST", "v1/messages", Asking("full"));
        Assert.Equal((429, "application/json"), (full.Status, full.ContentType));

        foreach (var (path, expected) in new[] { ("v1/messages", "event: error\ndata: {\"type\":\"error\""), ("v1/chat/completions", "provider_cut") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(Asking("broken", stream: true), Encoding.UTF8, "application/json") };
            using var response = await _penstock.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
            using var held = new MemoryStream();
            var body = await response.Content.ReadAsStreamAsync(Ct);
            await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(held, Ct));
            Assert.Contains(expected, Encoding.UTF8.GetString(held.ToArray()), StringComparison.Ordinal);
        }
    }

    private async Task AssertMeteredAsync(Exchange recording, Reply reply)
    {
        var record = await _penstock.Client.GetReplyAsync("api/v1/calls/" + reply.CallId);
        Assert.Equal(recording.Status == 200 ? "completed" : "failed", record.At("end"));
        if (recording.Status == 200)
        {
            var told = Outputs().Matches(Encoding.UTF8.GetString(recording.ResponseBody))[^1].Groups[1].Value;
            Assert.Equal(told, record.At("usage.output_tokens"));
            Assert.NotEqual("0", record.At("usage.input_tokens"));
        }
    }

    private IEnumerable<Exchange> Recordings() => _upstream.Exchanges.All.Where(exchange => exchange is { Provider: "anthropic", Status: not 401 });

    private static string Asking(string model, bool stream = false) => Ask.Replace("MODEL", model).Replace("STREAM", stream ? ",\"stream\":true" : "");

    [GeneratedRegex("\"model\": ?\"[^\"]*\"")]
    private static partial Regex NameOfModel();

    // Signs of life before the first byte are Penstock's own affair.
    [GeneratedRegex("event: ping\ndata: [^\n]*\n\n")]
    private static partial Regex Pings();

    [GeneratedRegex("\"output_tokens\": ?([0-9]+)")]
    private static partial Regex Outputs();
}
