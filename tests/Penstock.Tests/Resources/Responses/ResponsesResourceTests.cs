using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Resources.Responses;

/// <summary><c>/v1/responses</c> over a provider of chats, over one of responses, and over one of both.</summary>
public sealed class ResponsesResourceTests : IAsyncLifetime
{
    private UpstreamServer _upstream = null!;
    private PenstockServer _penstock = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Data = Penstock.Upstream.SharedData.Find() });
        var provider = $"base_url: \"{_upstream.BaseAddress}v1\", api_key: \"sk-upstream-0123456789\", retry: {{ attempts: 1 }}";
        _penstock = await PenstockServer.StartAsync($$"""
            providers:
              chat: { dialect: openai, {{provider}} }
              cut: { dialect: openai, {{provider}}, headers: { x-upstream-fault: "cut:3" } }
              responses: { dialect: openai-responses, {{provider}} }
              both: { dialect: openai, responses: true, {{provider}} }
            models:
              chat: { targets: [ { provider: chat, model: "synthetic:unary:300" } ] }
              stream: { targets: [ { provider: chat, model: "synthetic:stream:20:200" } ] }
              cut: { targets: [ { provider: cut, model: "synthetic:stream:20:200" } ] }
              tools: { targets: [ { provider: chat, model: p0035 } ] }
              kept: { targets: [ { provider: responses, model: p0046 } ] }
              both: { targets: [ { provider: both, model: p0080 } ] }
              words: { targets: [ { provider: responses, model: p0080 } ] }
              searched: { targets: [ { provider: both, model: p0050 } ] }
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await _penstock.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task A_chat_provider_answers_as_a_response_and_is_told_what_came_before()
    {
        var first = await PostAsync("""{"model":"chat","input":"one","instructions":"Be brief.","metadata":{"a":"b"}}""");
        var id = (string)first["id"]!;
        Assert.StartsWith("resp_", id);
        Assert.Equal(("response", "completed", "chat", "Be brief.", "b"), ((string?)first["object"], (string?)first["status"], (string?)first["model"], (string?)first["instructions"], (string?)first["metadata"]!["a"]));

        var second = await PostAsync($$"""{"model":"chat","input":[{"role":"user","content":"two"}],"previous_response_id":"{{id}}"}""");

        Assert.Equal(id, (string?)second["previous_response_id"]);
        var sent = await LastSentAsync();
        Assert.Equal(["user", "assistant", "user"], sent["messages"]!.AsArray().Select(message => (string)message!["role"]!));
        Assert.Equal(("one", (string?)first["output"]![0]!["content"]![0]!["text"], "two"), ((string?)sent["messages"]![0]!["content"], (string?)sent["messages"]![1]!["content"], (string?)sent["messages"]![2]!["content"]));
        var read = await _penstock.Client.GetFromJsonAsync<JsonNode>($"v1/responses/{id}", Ct);
        Wire(first, read!);
        var items = await _penstock.Client.GetFromJsonAsync<JsonNode>($"v1/responses/{(string)second["id"]!}/input_items?order=asc&limit=2", Ct);
        Assert.Equal((2, true, "one"), (items!["data"]!.AsArray().Count, (bool)items["has_more"]!, (string?)items["data"]![0]!["content"]![0]!["text"]));
    }

    [Fact]
    public async Task What_is_kept_is_the_key_s_own_and_can_be_deleted()
    {
        // Complaint D19 of gateways.md, section 5: what was kept for one is given to another.
        var id = (string)(await PostAsync("""{"model":"chat","input":"one"}"""))["id"]!;
        using var made = await _penstock.Client.PostAsJsonAsync("api/v1/keys", new { name = "other" }, Ct);
        using var other = _penstock.NewClient((string?)(await made.Content.ReadFromJsonAsync<JsonNode>(Ct))!["key"]);

        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"v1/responses/{id}", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.DeleteAsync($"v1/responses/{id}", Ct)).StatusCode);
        using var refused = await other.PostAsync("v1/responses", Body($$"""{"model":"chat","input":"two","previous_response_id":"{{id}}"}"""), Ct);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Equal("previous_response_id", (string?)(await refused.Content.ReadFromJsonAsync<JsonNode>(Ct))!["error"]!["param"]);
        var deleted = await (await _penstock.Client.DeleteAsync($"v1/responses/{id}", Ct)).Content.ReadFromJsonAsync<JsonNode>(Ct);
        Assert.Equal((id, true), ((string?)deleted!["id"], (bool)deleted["deleted"]!));
        Assert.Equal(HttpStatusCode.NotFound, (await _penstock.Client.GetAsync($"v1/responses/{id}", Ct)).StatusCode);
    }

    [Fact]
    public async Task Nothing_is_kept_of_a_request_that_says_so()
    {
        var id = (string)(await PostAsync("""{"model":"chat","input":"one","store":false}"""))["id"]!;

        Assert.Equal(HttpStatusCode.NotFound, (await _penstock.Client.GetAsync($"v1/responses/{id}", Ct)).StatusCode);
    }

    [Fact]
    public async Task The_content_of_what_is_kept_cannot_be_read_in_the_database()
    {
        await PostAsync("""{"model":"chat","input":"the secret of the house"}""");

        Assert.DoesNotContain("the secret of the house", Encoding.UTF8.GetString(await ReadAllAsync("penstock.db")) + Encoding.UTF8.GetString(await ReadAllAsync("penstock.db-wal")));
    }

    [Fact]
    public async Task A_stream_of_chats_is_a_stream_of_a_response_that_can_be_followed()
    {
        var text = await StreamAsync("""{"model":"stream","input":"one","stream":true}""");
        var events = Events(text);

        Assert.Equal("response.created", (string?)events[0]["type"]);
        Assert.Equal("response.completed", (string?)events[^1]["type"]);
        Assert.Equal(20, events.Count(one => (string?)one["type"] == "response.output_text.delta"));
        var whole = events[^1]["response"]!;
        Assert.Equal(string.Concat(events.Where(one => (string?)one["type"] == "response.output_text.delta").Select(one => (string?)one["delta"])), (string?)whole["output"]![0]!["content"]![0]!["text"]);
        Assert.Equal(20, (int)whole["usage"]!["output_tokens"]!);
        Wire(whole, (await _penstock.Client.GetFromJsonAsync<JsonNode>($"v1/responses/{(string?)whole["id"]}", Ct))!);
    }

    [Fact]
    public async Task Tool_calls_of_a_stream_of_chats_are_items()
    {
        Penstock.Tests.SharedData.Path("exchanges/exchanges.jsonl");
        var events = Events(await StreamAsync("""{"model":"tools","input":"x","stream":true,"tools":[{"type":"function","name":"secret_retrieval_tool","parameters":{}}]}"""));

        var calls = events[^1]["response"]!["output"]!.AsArray().Where(item => (string?)item!["type"] == "function_call").ToArray();
        Assert.Equal(["""{"password": "mellon"}""", """{"password": "radiance"}"""], calls.Select(call => (string?)call!["arguments"]));
        Assert.Equal(2, events.Count(one => (string?)one["type"] == "response.function_call_arguments.done"));
    }

    [Fact]
    public async Task A_cut_stream_ends_with_an_error_event_and_is_recorded_as_cut()
    {
        // Complaint E20 of gateways.md, section 5: a stream that a record calls a success, and that was none.
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/responses") { Content = Body("""{"model":"cut","input":"one","stream":true}""") };
        using var answer = await _penstock.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        using var seen = new MemoryStream();

        await Assert.ThrowsAnyAsync<IOException>(async () => await (await answer.Content.ReadAsStreamAsync(Ct)).CopyToAsync(seen, Ct));

        var events = Events(Encoding.UTF8.GetString(seen.ToArray()));
        Assert.Equal(("error", "provider_cut"), ((string?)events[^1]["type"], (string?)events[^1]["code"]));
        Assert.Equal(events.Count - 1, (int)events[^1]["sequence_number"]!);
        Assert.DoesNotContain(events, one => (string?)one["type"] == "response.completed");
        var record = await _penstock.Client.GetFromJsonAsync<JsonNode>("api/v1/calls/" + answer.Headers.GetValues("x-penstock-call-id").Single(), Ct);
        Assert.Equal("cut", (string?)record!["end"]);
    }

    [Theory]
    [InlineData("kept", "p0046")]
    [InlineData("both", "p0050")]
    public async Task A_provider_of_responses_gets_the_client_s_own_bytes_and_its_own_come_back(string model, string id)
    {
        Penstock.Tests.SharedData.Path("exchanges/exchanges.jsonl");
        model = model == "both" ? "searched" : model;
        using var answer = await _penstock.Client.PostAsync("v1/responses", Body($$"""{ "model" : "{{model}}", "input":"x","unknown":[1, 2],"tools":[{"type":"web_search"}] }"""), Ct);

        var recorded = Encoding.UTF8.GetString(_upstream.Exchanges.ById(id)!.ResponseBody);
        var upstreamModel = (string?)JsonNode.Parse(recorded)!["model"];
        Assert.Equal(recorded.Replace($"\"model\": \"{upstreamModel}\"", $"\"model\": \"{model}\"", StringComparison.Ordinal), await answer.Content.ReadAsStringAsync(Ct));
        Assert.Equal($$"""{ "model" : "{{id}}", "input":"x","unknown":[1, 2],"tools":[{"type":"web_search"}] }""", Encoding.UTF8.GetString((await LastRequestAsync()).Body));
    }

    [Fact]
    public async Task What_a_provider_keeps_is_asked_of_it_and_only_by_the_key_that_made_it()
    {
        Penstock.Tests.SharedData.Path("exchanges/exchanges.jsonl");
        var made = await PostAsync("""{"model":"kept","input":"x"}""");
        var id = (string)made["id"]!;

        using var read = await _penstock.Client.GetAsync($"v1/responses/{id}?include[]=x", Ct);
        var asked = await LastRequestAsync();
        Assert.Equal(("GET", $"/v1/responses/{id}?include[]=x"), (asked.Method, Uri.UnescapeDataString(asked.Target)));
        await _penstock.Client.PostAsync("v1/responses", Body($$"""{"model":"kept","input":"y","previous_response_id":"{{id}}"}"""), Ct);
        Assert.Equal($$"""{"model":"p0046","input":"y","previous_response_id":"{{id}}"}""", Encoding.UTF8.GetString((await LastRequestAsync()).Body));
        using var elsewhere = await _penstock.Client.PostAsync("v1/responses", Body($$"""{"model":"chat","input":"y","previous_response_id":"{{id}}"}"""), Ct);
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        using var unknown = await _penstock.Client.GetAsync("v1/responses/resp_unknown", Ct);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task A_client_of_chats_is_answered_by_a_provider_of_responses()
    {
        Penstock.Tests.SharedData.Path("exchanges/exchanges.jsonl");
        using var answer = await _penstock.Client.PostAsync("v1/chat/completions", Body("""{"model":"words","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"2+2?"}],"max_tokens":9}"""), Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);

        Assert.EndsWith("data: [DONE]\n\n", text);
        var chunks = text.Split("\n\n").Select(one => one.StartsWith("data: {", StringComparison.Ordinal) ? JsonNode.Parse(one[6..]) : null).OfType<JsonNode>().ToArray();
        Assert.Equal("2 + 2 equals 4.", string.Concat(chunks.SelectMany(chunk => chunk["choices"]!.AsArray()).Select(choice => (string?)choice!["delta"]!["content"])));
        Assert.Contains(chunks, chunk => chunk["choices"]!.AsArray().Any(choice => (string?)choice!["finish_reason"] == "stop"));
        var recorded = JsonNode.Parse(Encoding.UTF8.GetString(_upstream.Exchanges.ById("p0080")!.ResponseBody).Split("data: ")[^1])!["response"]!["usage"]!;
        Assert.Equal((long)recorded["output_tokens"]!, (long)chunks[^1]["usage"]!["completion_tokens"]!);
        var sent = await LastSentAsync();
        Assert.Equal((9, false, true, "2+2?"), ((int)sent["max_output_tokens"]!, (bool)sent["store"]!, (bool)sent["stream"]!, (string?)sent["input"]![0]!["content"]));
    }

    [Theory]
    [InlineData("""{"model":"chat","input":"x","tools":[{"type":"web_search"}]}""", "tools[0]", "searched")]
    [InlineData("""{"model":"chat","input":"x","background":true}""", "background", "")]
    [InlineData("""{"model":"chat","input":3}""", "input", "")]
    [InlineData("""{"input":"x"}""", "model", "")]
    public async Task What_cannot_be_is_refused_by_its_member(string body, string param, string named)
    {
        using var answer = await _penstock.Client.PostAsync("v1/responses", Body(body), Ct);

        var error = (await answer.Content.ReadFromJsonAsync<JsonNode>(Ct))!["error"]!;
        Assert.Equal((HttpStatusCode.BadRequest, param), (answer.StatusCode, (string?)error["param"]));
        Assert.Contains(named, (string?)error["message"], StringComparison.Ordinal);
    }

    private static void Wire(JsonNode expected, JsonNode actual) => Assert.Equal(expected.ToJsonString(), actual.ToJsonString());

    private static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");

    private static List<JsonNode> Events(string text) =>
        [.. text.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => JsonNode.Parse(line[6..])!)];

    private async Task<JsonNode> PostAsync(string json)
    {
        using var answer = await _penstock.Client.PostAsync("v1/responses", Body(json), Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private async Task<string> StreamAsync(string json)
    {
        using var answer = await _penstock.Client.PostAsync("v1/responses", Body(json), Ct);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        return await answer.Content.ReadAsStringAsync(Ct);
    }

    private async Task<JsonNode> LastSentAsync() => JsonNode.Parse((await LastRequestAsync()).Body)!;

    private Task<ReceivedRequest> LastRequestAsync() => Task.FromResult(_upstream.Requests[^1]);

    private async Task<byte[]> ReadAllAsync(string name)
    {
        await using var file = new FileStream(Path.Combine(_penstock.DataFolder, name), FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        using var all = new MemoryStream();
        await file.CopyToAsync(all, Ct);
        return all.ToArray();
    }
}
