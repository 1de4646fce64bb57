using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Resources.Cohere;

/// <summary>Cohere's dialect through a whole Penstock: to itself byte for byte, and from and to OpenAI's.</summary>
public sealed class CohereResourceTests : IAsyncLifetime
{
    private const string Hello = """{"model":"MODEL","messages":[{"role":"user","content":"hello"}],"x_unknown":1}""";
    private UpstreamServer _upstream = null!;
    private PenstockServer _penstock = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Data = Penstock.Upstream.SharedData.Find() }, Ct);
        var yaml = new StringBuilder($$"""
            providers:
              cohere: { base_url: "{{_upstream.BaseAddress}}", api_key: key-of-cohere, retry: { attempts: 1 } }
              cut: { like: cohere, base_url: "{{_upstream.BaseAddress}}", api_key: k, retry: { attempts: 1 }, headers: { x-upstream-fault: "cut:3" } }
              ended: { like: cohere, base_url: "{{_upstream.BaseAddress}}", api_key: k, retry: { attempts: 1 }, headers: { x-upstream-fault: "clean-cut:3" } }
              broken: { like: cohere, base_url: "{{_upstream.BaseAddress}}", api_key: k, retry: { attempts: 1 }, headers: { x-upstream-fault: "malformed-chunk:3" } }
              up: { dialect: openai, base_url: "{{_upstream.BaseAddress}}v1", api_key: k, retry: { attempts: 1 } }
              up-cut: { dialect: openai, base_url: "{{_upstream.BaseAddress}}v1", api_key: k, retry: { attempts: 1 }, headers: { x-upstream-fault: "cut:3" } }
            models:
              stream-cut: { targets: [ { provider: cut, model: p0293 } ] }
              stream-ended: { targets: [ { provider: ended, model: p0293 } ] }
              stream-broken: { targets: [ { provider: broken, model: p0293 } ] }
              gone: { targets: [ { provider: cohere, model: p0276 } ] }
              other-stream: { targets: [ { provider: up, model: "synthetic:stream:3:200" } ] }
              other-cut: { targets: [ { provider: up-cut, model: "synthetic:stream:5:200" } ] }
              other-embed: { capabilities: [embeddings], targets: [ { provider: up, model: "synthetic:unary:600" } ] }

            """);
        foreach (var exchange in _upstream.Exchanges.All.Where(exchange => exchange.Provider == "cohere" && exchange.Path.StartsWith("/v2/", StringComparison.Ordinal) && exchange.Status == 200))
        {
            yaml.AppendLine($"  {exchange.Id}: {{ capabilities: [chat, embeddings, rerank], targets: [ {{ provider: cohere, model: {exchange.Id} }} ] }}");
        }

        foreach (var exchange in OpenAis())
        {
            yaml.AppendLine($"  {exchange.Id}: {{ targets: [ {{ provider: up, model: {exchange.Id} }} ] }}");
        }

        _penstock = await PenstockServer.StartAsync(yaml.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _penstock.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Every_recording_crosses_byte_for_byte_but_for_the_model_s_name()
    {
        var count = 0;
        foreach (var exchange in Recorded())
        {
            var asked = Encoding.UTF8.GetString(exchange.RequestBody).Replace($"\"{exchange.Model}\"", $"\"{exchange.Id}\"", StringComparison.Ordinal);
            var reply = await _penstock.Client.SendReplyAsync("POST", "cohere" + exchange.Path, asked);
            var received = _upstream.Requests[^1];

            Assert.Equal((200, exchange.Path, "Bearer key-of-cohere"), (reply.Status, received.Target, received.Headers["authorization"]));
            Assert.Equal(asked, Encoding.UTF8.GetString(received.Body));
            Assert.Equal(Encoding.UTF8.GetString(exchange.ResponseBody), reply.Text);
            var record = await _penstock.Client.GetReplyAsync("api/v1/calls/" + reply.CallId);
            Assert.Equal(("completed", "cohere"), (record.At("end"), record.At("dialect")));
            if (!exchange.Path.EndsWith("rerank", StringComparison.Ordinal))
            {
                Assert.True(long.Parse(record.At("usage.input_tokens")!, null) > 0);
            }

            count++;
        }

        Assert.Equal(11, count);
    }

    [Fact]
    public async Task An_openai_client_gets_cohere_s_answers_and_streams_as_openai_s()
    {
        foreach (var exchange in Recorded().Where(exchange => exchange.Path == "/v2/chat"))
        {
            var reply = await _penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Hello.Replace("MODEL", exchange.Id, StringComparison.Ordinal).Replace("{\"model\"", $"{{\"stream\":{(exchange.Stream ? "true" : "false")},\"model\"", StringComparison.Ordinal));
            var tools = Encoding.UTF8.GetString(exchange.ResponseBody).Contains("TOOL_CALL", StringComparison.Ordinal);

            Assert.True(reply.Status == 200, reply.Text);
            Assert.Equal("x_unknown", reply.Header("x-penstock-dropped"));
            Assert.Contains(tools ? "\"finish_reason\":\"tool_calls\"" : "\"finish_reason\":\"stop\"", reply.Text, StringComparison.Ordinal);
            Assert.Equal(tools, reply.Text.Contains("\"reasoning_content\":\"I", StringComparison.Ordinal));
            Assert.Equal(exchange.Stream, reply.Text.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal));
            if (!exchange.Stream)
            {
                Assert.Equal(exchange.Id, reply.At("model"));
                Assert.Equal((string?)JsonNode.Parse(exchange.ResponseBody)!["message"]!["content"]?[0]!["text"], reply.At("choices.0.message.content"));
                Assert.Equal((int)JsonNode.Parse(exchange.ResponseBody)!["usage"]!["billed_units"]!["output_tokens"]!, int.Parse(reply.At("usage.completion_tokens")!, null));
            }
        }
    }

    [Fact]
    public async Task A_cohere_client_gets_openai_s_tool_calls_refusals_and_streams()
    {
        Recorded();
        var one = await _penstock.Client.SendReplyAsync("POST", "cohere/v2/chat", Hello.Replace("MODEL", "p0316", StringComparison.Ordinal));
        var two = await _penstock.Client.SendReplyAsync("POST", "cohere/v2/chat", Hello.Replace("MODEL", "p0019", StringComparison.Ordinal));
        var refusal = await _penstock.Client.SendReplyAsync("POST", "cohere/v2/chat", Hello.Replace("MODEL", "p0005", StringComparison.Ordinal));
        var stream = await _penstock.Client.SendReplyAsync("POST", "cohere/v2/chat", """{"stream":true,""" + Hello.Replace("MODEL", "p0035", StringComparison.Ordinal)[1..]);

        Assert.Equal(("TOOL_CALL", "{\"location\":\"Boston, MA\",\"unit\":\"fahrenheit\"}"), (one.At("finish_reason"), one.At("message.tool_calls.0.function.arguments")));
        Assert.Equal(2, two.Json.GetProperty("message").GetProperty("tool_calls").GetArrayLength());
        Assert.Contains("I'm very sorry", refusal.At("message.content.0.text"), StringComparison.Ordinal);
        var events = Events(stream.Text);
        Assert.Equal(("message-start", "message-end"), (Type(events[0]), Type(events[^1])));
        Assert.Equal("TOOL_CALL", events[^1].GetProperty("delta").GetProperty("finish_reason").GetString());
        Assert.True(events[^1].GetProperty("delta").GetProperty("usage").GetProperty("billed_units").GetProperty("output_tokens").GetInt32() > 0);
        Assert.Equal(2, events.Count(part => Type(part) == "tool-call-start"));
        Assert.Equal(2, events.Count(part => Type(part) == "tool-call-end"));
    }

    [Fact]
    public async Task A_cohere_client_gets_the_text_of_every_recording_of_openai_s_dialect()
    {
        Recorded();
        var count = 0;
        foreach (var exchange in OpenAis())
        {
            var reply = await _penstock.Client.SendReplyAsync("POST", "cohere/v2/chat", $$"""{"stream":{{(exchange.Stream ? "true" : "false")}},""" + Hello.Replace("MODEL", exchange.Id, StringComparison.Ordinal)[1..]);

            Assert.True(reply.Status == 200, $"{exchange.Id}: {reply.Text}");
            if (exchange.Stream)
            {
                var events = Events(reply.Text);
                Assert.Equal("message-end", Type(events[^1]));
                Assert.Equal(TextOf(exchange), string.Concat(events.Where(part => Type(part) == "content-delta").Select(part => part.GetProperty("delta").GetProperty("message").GetProperty("content"))
                    .Select(content => content.TryGetProperty("text", out var text) ? text.GetString() : "")));
            }
            else
            {
                var message = JsonNode.Parse(reply.Bytes)!["message"]!;
                Assert.Equal(TextOf(exchange), string.Concat((message["content"] as JsonArray ?? []).Where(block => (string)block!["type"]! == "text").Select(block => (string)block!["text"]!)));
            }

            count++;
        }

        Assert.True(count >= 40, $"only {count}");
    }

    [Fact]
    public async Task A_cohere_client_gets_openai_s_text_and_vectors()
    {
        var stream = await _penstock.Client.SendReplyAsync("POST", "cohere/v2/chat", """{"stream":true,""" + Hello.Replace("MODEL", "other-stream", StringComparison.Ordinal)[1..]);
        var vectors = await _penstock.Client.SendReplyAsync("POST", "cohere/v2/embed", """{"model":"other-embed","texts":["x"],"input_type":"search_query","embedding_types":["base64"]}""");

        Assert.Equal("x_unknown", stream.Header("x-penstock-dropped"));
        Assert.Equal(["#0#", "#1#", "#2#"], Events(stream.Text).Where(part => Type(part) == "content-delta").Select(part => part.GetProperty("delta").GetProperty("message").GetProperty("content").GetProperty("text").GetString()!.TrimEnd('x')));
        Assert.Equal("input_type", vectors.Header("x-penstock-dropped"));
        Assert.NotNull(vectors.At("embeddings.base64.0"));
    }

    [Theory]
    [InlineData("stream-cut", "cohere/v2/chat")]
    [InlineData("stream-ended", "cohere/v2/chat")]
    [InlineData("stream-broken", "cohere/v2/chat")]
    [InlineData("other-cut", "cohere/v2/chat")]
    [InlineData("stream-cut", "v1/chat/completions")]
    [InlineData("stream-ended", "v1/chat/completions")]
    public async Task A_cut_stream_ends_with_an_error_event_and_a_broken_body(string model, string path)
    {
        Recorded();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("""{"stream":true,""" + Hello.Replace("MODEL", model, StringComparison.Ordinal)[1..], Encoding.UTF8, "application/json") };
        using var answer = await _penstock.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        using var seen = new MemoryStream();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await Assert.ThrowsAnyAsync<IOException>(async () => await (await answer.Content.ReadAsStreamAsync(Ct)).CopyToAsync(seen, Ct));
        var text = Encoding.UTF8.GetString(seen.ToArray());
        var last = Events(text)[^1];
        if (path.StartsWith("cohere", StringComparison.Ordinal))
        {
            Assert.Equal(("message-end", "ERROR"), (Type(last), last.GetProperty("delta").GetProperty("finish_reason").GetString()));
            Assert.NotEqual("", last.GetProperty("delta").GetProperty("error").GetString());
        }
        else
        {
            Assert.Equal("provider_cut", last.GetProperty("error").GetProperty("code").GetString());
        }

        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
        var record = await _penstock.Client.GetReplyAsync("api/v1/calls/" + Assert.Single(answer.Headers.GetValues("x-penstock-call-id")));
        Assert.Equal("cut", record.At("end"));
    }

    [Fact]
    public async Task Errors_are_cohere_s_own()
    {
        Recorded();
        var unknown = await _penstock.Client.SendReplyAsync("POST", "cohere/v2/chat", Hello.Replace("MODEL", "nothing", StringComparison.Ordinal));
        var wrong = await _penstock.Client.SendReplyAsync("POST", "cohere/v2/chat", """{"model":"p0316","messages":[{"role":"robot"}],"p":"x"}""");
        var gone = await _penstock.Client.SendReplyAsync("POST", "cohere/v2/chat", Hello.Replace("MODEL", "gone", StringComparison.Ordinal));
        var elsewhere = await _penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Hello.Replace("MODEL", "gone", StringComparison.Ordinal));
        using var nobody = _penstock.NewClient(null);
        var refused = await nobody.SendReplyAsync("POST", "cohere/v2/chat", Hello);
        var nowhere = await _penstock.Client.GetReplyAsync("cohere/v2/nothing");

        Assert.Equal((404, unknown.CallId), (unknown.Status, unknown.At("id")));
        Assert.Contains("'nothing'", unknown.At("message"), StringComparison.Ordinal);
        Assert.Equal((400, "messages[0].role"), (wrong.Status, wrong.At("param")));
        Assert.Contains("'p'", wrong.At("message"), StringComparison.Ordinal);
        Assert.Equal(404, gone.Status);
        Assert.Equal(Encoding.UTF8.GetString(_upstream.Exchanges.ById("p0276")!.ResponseBody), gone.Text);
        Assert.Equal(404, elsewhere.Status);
        Assert.Contains("command-r-plus", elsewhere.At("error.message"), StringComparison.Ordinal);
        Assert.Equal(401, refused.Status);
        Assert.NotNull(refused.At("message"));
        Assert.NotNull(nowhere.At("message"));
    }

    private IReadOnlyList<Exchange> Recorded()
    {
        SharedData.Path("exchanges/exchanges.jsonl");
        return [.. _upstream.Exchanges.All.Where(exchange => exchange.Provider == "cohere" && exchange.Path.StartsWith("/v2/", StringComparison.Ordinal) && exchange.Status == 200)];
    }

    // What is asked for as several choices is told of the first only.
    private IEnumerable<Exchange> OpenAis() => _upstream.Exchanges.All.Where(exchange => exchange.Status == 200 && exchange.Path.EndsWith("/chat/completions", StringComparison.Ordinal));

    // Written apart from the readers under test: the first choice's words, refusals among them.
    private static string TextOf(Exchange exchange)
    {
        var body = Encoding.UTF8.GetString(exchange.ResponseBody);
        return exchange.Stream
            ? string.Concat(Events(body).SelectMany(chunk => chunk.GetProperty("choices").EnumerateArray()).Where(choice => choice.GetProperty("index").GetInt32() == 0).Select(choice => Said(choice.GetProperty("delta"))))
            : JsonElement.Parse(body).GetProperty("choices")[0].TryGetProperty("message", out var message) ? Said(message) : "";
    }

    private static string Said(JsonElement message) =>
        (message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String ? content.GetString() : "")
        + (message.TryGetProperty("refusal", out var refusal) && refusal.ValueKind == JsonValueKind.String ? refusal.GetString() : "");

    private static List<JsonElement> Events(string text) => [.. text.Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(line => JsonElement.Parse(line[6..]))];

    private static string? Type(JsonElement part) => part.GetProperty("type").GetString();
}
