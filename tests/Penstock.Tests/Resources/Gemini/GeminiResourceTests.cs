using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Resources.Gemini;

/// <summary>Gemini's and Vertex' addresses, before recorded answers of Google's and of OpenAI's dialect.</summary>
public sealed class GeminiResourceTests : IAsyncLifetime
{
    private const string Question = """{"contents":[{"parts":[{"text":"Hi"}]}]}""";
    private UpstreamServer _upstream = null!;
    private PenstockServer _penstock = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Data = Penstock.Upstream.SharedData.Find() }, ct: Ct);
        var yaml = new StringBuilder("providers:\n");
        foreach (var (name, dialect, more) in new[]
        {
            ("g", "gemini", ""), ("v", "vertex", ""), ("o", "openai", ""), ("g-cut", "gemini", "headers: { x-upstream-fault: 'cut:1' }, "), ("g-clean", "gemini", "headers: { x-upstream-fault: 'clean-cut:1' }, "),
            ("o-cut", "openai", "headers: { x-upstream-fault: 'cut:2' }, "),
        })
        {
            yaml.Append($"  {name}: {{ dialect: {dialect}, base_url: '{_upstream.BaseAddress}{(dialect == "openai" ? "v1" : "")}', api_key: k-upstream, {more}retry: {{ attempts: 1 }} }}\n");
        }

        yaml.Append("models:\n");
        foreach (var recording in _upstream.Exchanges.All.Where(exchange => exchange.Provider is "gemini" or "vertex" or "openai"))
        {
            foreach (var provider in recording.Provider == "openai" ? new[] { "o", "o-cut" } : recording.Provider == "vertex" ? ["v"] : ["g", "g-cut", "g-clean"])
            {
                yaml.Append($"  '{provider}/{recording.Id}': {{ targets: [ {{ provider: {provider}, model: {recording.Id} }} ] }}\n");
            }
        }

        yaml.Append("  'google/gemini-x': { targets: [ { provider: v, model: p0231 } ] }\n  synth: { targets: [ { provider: o, model: 'synthetic:stream:3:200' } ] }\n");
        _penstock = await PenstockServer.StartAsync(yaml.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _penstock.DisposeAsync();
        await _upstream.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Recorded_exchanges_cross_byte_for_byte_but_for_the_models_name()
    {
        var count = 0;
        foreach (var recording in _upstream.Exchanges.All.Where(exchange => exchange is { Provider: "gemini" or "vertex", Method: "POST" }))
        {
            var model = $"{recording.Provider[0]}/{recording.Id}";
            var action = recording.Path[(recording.Path.LastIndexOf(':') + 1)..];
            var sse = recording.ResponseHeaders["content-type"].StartsWith("text/event-stream", StringComparison.Ordinal) ? "?alt=sse" : "";
            var request = Encoding.UTF8.GetString(recording.RequestBody);
            var reply = await SendAsync($"v1beta/models/{model}:{action}{sse}", request);

            var received = _upstream.Requests.Last();
            Assert.Equal(
                recording.Provider == "gemini" ? $"/v1beta/models/{recording.Id}:{action}{sse}" : $"/v1/publishers/google/models/{recording.Id}:{action}{sse}",
                received.Target);
            Assert.Equal("k-upstream", received.Headers["x-goog-api-key"]);
            Assert.Equal(request.Replace($"models/{recording.Model}", $"models/{recording.Id}", StringComparison.Ordinal), Encoding.UTF8.GetString(received.Body));
            var recorded = Encoding.UTF8.GetString(recording.ResponseBody);
            if (recorded.Contains("API_KEY_INVALID", StringComparison.Ordinal))
            {
                Assert.Equal(HttpStatusCode.BadGateway, reply.Status);
                Assert.Contains("PROVIDER_CREDENTIALS", reply.Body);
            }
            else
            {
                Assert.Equal(recording.Status, (int)reply.Status);
                Assert.Equal(System.Text.RegularExpressions.Regex.Replace(recorded, "(\"modelVersion\": ?)\"[^\"]*\"", $"$1\"{model}\""), reply.Body);
                await AssertUsageAsync(reply, recorded);
            }

            count++;
        }

        Assert.Equal(25, count);
    }

    private async Task AssertUsageAsync(Said reply, string recorded)
    {
        var total = System.Text.RegularExpressions.Regex.Matches(recorded, "\"totalTokenCount\": ?([0-9]+)").LastOrDefault()?.Groups[1].Value;
        var record = await _penstock.Client.GetFromJsonNodeAsync("api/v1/calls/" + reply.CallId, Ct);
        Assert.Equal((int)reply.Status < 400 ? "completed" : "failed", (string?)record["end"]);
        if (total is not null)
        {
            Assert.Equal(total, record["usage"]!["total_tokens"]!.ToString());
        }
    }

    [Fact]
    public async Task OpenAIs_clients_get_recorded_answers_and_streams_of_Google_with_the_same_usage()
    {
        foreach (var recording in _upstream.Exchanges.All.Where(exchange => exchange is { Provider: "gemini" or "vertex", Status: 200, Method: "POST" } && exchange.Path.Contains("enerateContent")))
        {
            var model = $"{recording.Provider[0]}/{recording.Id}";
            var reply = await SendAsync("v1/chat/completions", $$"""{"model":"{{model}}","stream":{{(recording.Stream ? "true" : "false")}},"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Hi"}]}""");

            Assert.True(reply.Status == HttpStatusCode.OK, $"{model}: {reply.Body}");
            var recorded = Encoding.UTF8.GetString(recording.ResponseBody);
            await AssertUsageAsync(reply, recorded);
            if (recording.Stream)
            {
                Assert.StartsWith("text/event-stream", reply.MediaType);
                Assert.EndsWith("data: [DONE]\n\n", reply.Body);
            }
            else
            {
                var parts = JsonNode.Parse(recorded)!["candidates"]![0]!["content"]!["parts"]!.AsArray();
                var message = JsonNode.Parse(reply.Body)!["choices"]![0]!["message"]!;
                Assert.Equal(string.Concat(parts.Where(part => part!["thought"] is null).Select(part => (string?)part!["text"])), (string?)message["content"] ?? "");
                Assert.Equal(parts.Count(part => part!["functionCall"] is not null), (message["tool_calls"] as JsonArray)?.Count ?? 0);
            }
        }
    }

    [Fact]
    public async Task A_signature_goes_to_OpenAIs_client_and_back()
    {
        var reply = await SendAsync("v1/chat/completions", """{"model":"g/p0194","messages":[{"role":"user","content":"Hi"}]}""");
        var call = JsonNode.Parse(reply.Body)!["choices"]![0]!["message"]!["tool_calls"]![0]!;
        var signature = (string)call["extra_content"]!["google"]!["thought_signature"]!;
        Assert.StartsWith("CuIBAXLI2nwTDvCP91jw", signature);
        Assert.Equal("tool_calls", (string?)JsonNode.Parse(reply.Body)!["choices"]![0]!["finish_reason"]);

        await SendAsync("v1/chat/completions", $$"""{"model":"g/p0195","messages":[{"role":"assistant","content":null,"tool_calls":[{{call.ToJsonString()}}]},{"role":"tool","tool_call_id":"{{call["id"]}}","content":"1"}]}""");
        var sent = JsonNode.Parse(_upstream.Requests.Last().Body)!;
        Assert.Equal(signature, (string?)sent["contents"]![0]!["parts"]![0]!["thoughtSignature"]);
        Assert.Equal("compute_fib", (string?)sent["contents"]![1]!["parts"]![0]!["functionResponse"]!["name"]);

        var streamed = await SendAsync("v1/chat/completions", """{"model":"g/p0219","stream":true,"messages":[{"role":"user","content":"Hi"}]}""");
        Assert.Contains("""{"name":"multiply","arguments":"{""", streamed.Body);
        Assert.Contains("\"extra_content\":{\"google\":{\"thought_signature\":\"Et0BCtoBAXLI2nwMB4mo", streamed.Body);
        Assert.Contains("\"finish_reason\":\"tool_calls\"", streamed.Body);
    }

    [Fact]
    public async Task Geminis_clients_get_recorded_answers_and_streams_of_OpenAI()
    {
        var count = 0;
        foreach (var recording in _upstream.Exchanges.All.Where(exchange => exchange is { Provider: "openai", Status: 200 } && exchange.Path.EndsWith("/v1/chat/completions", StringComparison.Ordinal)))
        {
            var recorded = Encoding.UTF8.GetString(recording.ResponseBody);
            foreach (var action in recording.Stream ? new[] { "streamGenerateContent", "streamGenerateContent?alt=sse" } : ["generateContent"])
            {
                var reply = await SendAsync($"v1beta/models/o/{recording.Id}:{action}", Question);
                Assert.True(reply.Status == HttpStatusCode.OK, $"{recording.Id}: {reply.Body}");

                var answers = !recording.Stream ? [JsonNode.Parse(reply.Body)!] : action.EndsWith("sse", StringComparison.Ordinal)
                    ? Penstock.Tests.Dialects.Wire.Events(reply.Body).Select(data => JsonNode.Parse(data)!).ToArray()
                    : [.. JsonNode.Parse(reply.Body)!.AsArray().Select(answer => answer!)];
                Assert.All(answers, answer => Assert.Equal("o/" + recording.Id, (string?)answer["modelVersion"]));
                Assert.Contains((string?)answers[^1]["candidates"]![0]!["finishReason"], new[] { "STOP", "MAX_TOKENS", "SAFETY" });
                var text = string.Concat(answers.SelectMany(answer => (answer["candidates"]![0]!["content"]?["parts"] as JsonArray) ?? []).Select(part => (string?)part!["text"]));
                if (!recording.Stream && (string?)JsonNode.Parse(recorded)!["choices"]![0]!["message"]!["content"] is { } said)
                {
                    Assert.StartsWith(said, text);
                }

                count++;
            }
        }

        Assert.True(count > 20, $"only {count}");
    }

    [Fact]
    public async Task Vertex_addresses_find_models_by_their_names_with_or_without_the_publisher()
    {
        foreach (var path in new[] { "v1/projects/p/locations/global/publishers/google/models/gemini-x:generateContent", "v1beta1/projects/p/locations/l/publishers/google/models/v/p0231:generateContent", "v1/models/v/p0231:generateContent" })
        {
            var reply = await SendAsync(path, Question);

            Assert.True(reply.Status == HttpStatusCode.OK, reply.Body);
            Assert.Contains("Clearly see inside.", reply.Body);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync("v1/projects/p/locations/l/endpoints/1:generateContent", Question)).Status);
    }

    [Theory]
    [InlineData("g-cut/p0217")]
    [InlineData("g-clean/p0217")]
    public async Task A_cut_stream_is_an_error_in_every_dialect(string model)
    {
        var own = await SendAsync($"v1beta/models/{model}:streamGenerateContent?alt=sse", Question);
        Assert.True(own.Broken);
        Assert.Contains("\"error\":{\"code\":502", Penstock.Tests.Dialects.Wire.Events(own.Body).Last());
        Assert.DoesNotContain("finishReason", own.Body);
        Assert.Equal("cut", (string?)(await _penstock.Client.GetFromJsonNodeAsync("api/v1/calls/" + own.CallId, Ct))["end"]);

        var translated = await SendAsync("v1/chat/completions", $$"""{"model":"{{model}}","stream":true,"messages":[{"role":"user","content":"Hi"}]}""");
        Assert.True(translated.Broken);
        Assert.DoesNotContain("[DONE]", translated.Body);
    }

    [Theory]
    [InlineData("streamGenerateContent")]
    [InlineData("streamGenerateContent?alt=sse")]
    public async Task A_stream_of_OpenAI_that_was_cut_never_says_that_it_ended(string action)
    {
        var recording = _upstream.Exchanges.All.First(exchange => exchange is { Provider: "openai", Status: 200, Stream: true } && exchange.Path.EndsWith("/v1/chat/completions", StringComparison.Ordinal));

        var reply = await SendAsync($"v1beta/models/o-cut/{recording.Id}:{action}", Question);

        Assert.Contains("\"code\":502", reply.Body);
        Assert.DoesNotContain("finishReason", reply.Body);
        Assert.False(reply.Body.TrimEnd().EndsWith(']'));
    }

    [Fact]
    public async Task Embeddings_are_translated_both_ways()
    {
        var asOpenAi = await SendAsync("v1/embeddings", """{"model":"g/p0224","input":["Some text goes here"],"dimensions":768}""");
        Assert.Equal((768, 4), (JsonNode.Parse(asOpenAi.Body)!["data"]![0]!["embedding"]!.AsArray().Count, (int)JsonNode.Parse(asOpenAi.Body)!["usage"]!["prompt_tokens"]!));

        var recording = _upstream.Exchanges.All.First(exchange => exchange is { Provider: "openai", Status: 200 } && exchange.Path.EndsWith("/embeddings", StringComparison.Ordinal));
        var one = await SendAsync($"v1beta/models/o/{recording.Id}:embedContent", """{"content":{"parts":[{"text":"a"}]}}""");
        var several = await SendAsync($"v1beta/models/o/{recording.Id}:batchEmbedContents", """{"requests":[{"content":{"parts":[{"text":"a"}]}}]}""");
        Assert.NotEmpty(JsonNode.Parse(one.Body)!["embedding"]!["values"]!.AsArray());
        Assert.NotEmpty(JsonNode.Parse(several.Body)!["embeddings"]![0]!["values"]!.AsArray());
    }

    [Fact]
    public async Task Models_are_listed_and_read()
    {
        var list = JsonNode.Parse((await SendAsync("v1beta/models?key=" + PenstockServer.AdminKey, null)).Body)!;
        var one = JsonNode.Parse((await SendAsync("v1beta/models/google/gemini-x", null)).Body)!;

        Assert.Contains("models/synth", list["models"]!.AsArray().Select(model => (string?)model!["name"]));
        Assert.Equal("models/google/gemini-x", (string?)one["name"]);
        Assert.Contains("generateContent", one["supportedGenerationMethods"]!.AsArray().Select(method => (string?)method));
    }

    [Theory]
    [InlineData("v1beta/models/nothing:generateContent", Question, 404, "NOT_FOUND")]
    [InlineData("v1beta/models/synth:generateContent", """{"contents":[{"role":"robot"}]}""", 400, "INVALID_ARGUMENT")]
    [InlineData("v1beta/models/synth:generateContent", "{", 400, "INVALID_ARGUMENT")]
    [InlineData("v1beta/models/synth:countTokens", Question, 400, "INVALID_ARGUMENT")]
    [InlineData("v1beta/models/synth:doSomething", Question, 404, "NOT_FOUND")]
    [InlineData("v1beta/models/nothing", null, 404, "NOT_FOUND")]
    [InlineData("v1beta/models/g/p0207:generateContent", Question, 404, "NOT_FOUND")]
    public async Task Errors_are_Googles(string path, string? body, int status, string word)
    {
        var reply = await SendAsync(path, body);

        Assert.Equal((status, word), ((int)reply.Status, (string?)JsonNode.Parse(reply.Body)!["error"]!["status"]));
    }

    private async Task<Said> SendAsync(string path, string? body)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using var answer = await _penstock.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        using var seen = new MemoryStream();
        var broken = false;
        try
        {
            await (await answer.Content.ReadAsStreamAsync(Ct)).CopyToAsync(seen, Ct);
        }
        catch (IOException)
        {
            broken = true;
        }

        return new Said(
            answer.StatusCode, answer.Content.Headers.ContentType?.ToString() ?? "", Encoding.UTF8.GetString(seen.ToArray()),
            answer.Headers.TryGetValues("x-penstock-call-id", out var ids) ? ids.Single() : "", broken);
    }

    private sealed record Said(HttpStatusCode Status, string MediaType, string Body, string CallId, bool Broken);
}

file static class Reading
{
    public static async Task<JsonNode> GetFromJsonNodeAsync(this HttpClient client, string path, CancellationToken ct) =>
        JsonNode.Parse(await client.GetStringAsync(path, ct)) ?? throw new JsonException("nothing");
}
