using System.Text;
using System.Text.Json.Nodes;
using Penstock.Dialects.EventStreams;
using Penstock.Tests.Dialects.EventStreams;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Resources.Bedrock;

/// <summary>Clients of <c>invoke</c> before providers that are not Bedrock: each family's bodies, answers and pieces of streams.</summary>
public sealed class NativeBodiesTests : IAsyncLifetime
{
    private const string Claude = """{"anthropic_version":"bedrock-2023-05-31","max_tokens":64,"system":"Be brief.","messages":[{"role":"user","content":[{"type":"text","text":"hi"}]}],"tools":[{"name":"get_weather","input_schema":{"type":"object"}}]}""";
    private UpstreamServer _upstream = null!;
    private PenstockServer _penstock = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Data = Penstock.Upstream.SharedData.Find() }, Ct);
        _penstock = await PenstockServer.StartAsync($$"""
            providers:
              up: { dialect: openai, base_url: "{{_upstream.BaseAddress}}v1", api_key: k-upstream, retry: { attempts: 1 } }
              ant: { dialect: anthropic, base_url: "{{_upstream.BaseAddress}}", api_key: k-upstream, retry: { attempts: 1 } }
              cut: { dialect: openai, base_url: "{{_upstream.BaseAddress}}v1", api_key: k-upstream, headers: { x-upstream-fault: "cut:3" }, retry: { attempts: 1 } }
            models:
              tools: { targets: [ { provider: up, model: p0019 } ] }
              tools-stream: { targets: [ { provider: up, model: p0035 } ] }
              text: { targets: [ { provider: up, model: "synthetic:unary:300" } ] }
              llama-text: { targets: [ { provider: up, model: "synthetic:unary:300" } ] }
              stream: { targets: [ { provider: up, model: "synthetic:stream:5:20" } ] }
              broken: { targets: [ { provider: cut, model: "synthetic:stream:9:20" } ] }
              thinker: { targets: [ { provider: ant, model: p0152 } ] }
              vectors: { targets: [ { provider: up, model: p0326 } ], capabilities: [embeddings] }
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await _penstock.DisposeAsync();
        await _upstream.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Anthropics_body_is_answered_by_any_provider_in_its_own_form()
    {
        SharedData.Path("exchanges/exchanges.jsonl");
        var reply = await InvokeAsync("tools", Claude);

        Assert.True(reply.Status == 200, reply.Text);
        Assert.Equal(("message", "tools", "tool_use"), (reply.At("type"), reply.At("model"), reply.At("stop_reason")));
        var uses = JsonNode.Parse(reply.Text)!["content"]!.AsArray().Where(block => (string?)block!["type"] == "tool_use").ToArray();
        Assert.Equal("San Francisco, CA", (string?)uses[1]!["input"]!["location"]);
        var sent = JsonNode.Parse(_upstream.Requests[^1].Body)!;
        Assert.Equal(("Be brief.", "get_weather"), ((string?)sent["messages"]![0]!["content"], (string?)sent["tools"]![0]!["function"]!["name"]));
        await AssertRecordAsync(reply.CallId, "completed");
    }

    [Fact]
    public async Task Anthropics_stream_is_its_events_in_chunks_and_ends_with_Bedrocks_figures()
    {
        SharedData.Path("exchanges/exchanges.jsonl");
        var (pieces, reply) = await StreamAsync("tools-stream", Claude);

        Assert.Equal("message_start", (string?)pieces[0]["type"]);
        Assert.Equal(["message_delta", "message_stop"], pieces[^2..].Select(piece => (string?)piece["type"]));
        Assert.Equal("tool_use", (string?)pieces[^2]["delta"]!["stop_reason"]);
        var arguments = pieces.Where(piece => (string?)piece["delta"]?["type"] == "input_json_delta").GroupBy(piece => (int)piece["index"]!).ToArray();
        Assert.NotEmpty(arguments);
        Assert.All(arguments, of => Assert.NotEmpty(JsonNode.Parse(string.Concat(of.Select(piece => (string?)piece["delta"]!["partial_json"])))!.AsObject()));
        var metrics = pieces[^1]["amazon-bedrock-invocationMetrics"]!;
        var record = await AssertRecordAsync(reply.CallId, "completed");
        Assert.Equal(record.At("usage.output_tokens"), metrics["outputTokenCount"]!.ToString());
        Assert.Equal(record.At("usage.input_tokens"), metrics["inputTokenCount"]!.ToString());
    }

    [Fact]
    public async Task Thoughts_and_their_signatures_come_from_Anthropic_to_a_native_client()
    {
        SharedData.Path("exchanges/exchanges.jsonl");
        var (pieces, _) = await StreamAsync("thinker", Claude);

        var recorded = Encoding.UTF8.GetString(_upstream.Exchanges.ById("p0152")!.ResponseBody);
        var signature = (string?)pieces.Select(piece => piece["delta"]?["signature"]).Last(found => found is not null);
        Assert.Contains(signature!, recorded, StringComparison.Ordinal);
        Assert.Equal("2 + 2 = 4", string.Concat(pieces.Where(piece => (string?)piece["delta"]?["type"] == "text_delta").Select(piece => (string?)piece["delta"]!["text"])));
    }

    [Theory]
    [InlineData("text", """{"inputText":"hi","textGenerationConfig":{"maxTokenCount":9,"temperature":0.5,"stopSequences":["x"]}}""", "results.0.outputText", "results.0.completionReason", "FINISH")]
    [InlineData("llama-text", """{"prompt":"hi","temperature":0.5}""", "generation", "stop_reason", "stop")]
    [InlineData("text", """{"prompt":"hi","max_gen_len":9,"temperature":0.5}""", "generation", "stop_reason", "stop")]
    [InlineData("text", """{"prompt":"hi","max_tokens":9,"temperature":0.5,"stop":["x"]}""", "outputs.0.text", "outputs.0.stop_reason", "stop")]
    [InlineData("text", """{"messages":[{"role":"user","content":"hi"}],"max_tokens":9,"temperature":0.5}""", "choices.0.message.content", "choices.0.finish_reason", "stop")]
    public async Task A_familys_text_is_answered_in_the_familys_form(string model, string body, string text, string reason, string word)
    {
        var reply = await InvokeAsync(model, body);

        Assert.True(reply.Status == 200, reply.Text);
        Assert.Equal(word, reply.At(reason));
        Assert.NotEmpty(reply.At(text)!);
        var sent = JsonNode.Parse(_upstream.Requests[^1].Body)!;
        Assert.Equal(("hi", 0.5), ((string?)sent["messages"]![0]!["content"], (double?)sent["temperature"]));
        Assert.Equal(model == "llama-text" ? null : 9, (int?)(sent["max_completion_tokens"] ?? sent["max_tokens"]));
    }

    [Theory]
    [InlineData("""{"inputText":"hi"}""", "outputText", "completionReason")]
    [InlineData("""{"prompt":"hi","max_gen_len":9}""", "generation", "stop_reason")]
    public async Task A_familys_stream_is_its_own_pieces(string body, string text, string reason)
    {
        var (pieces, reply) = await StreamAsync("stream", body);

        Assert.Equal(6, pieces.Count);
        Assert.All(pieces[..^1], piece => Assert.Null(piece[reason]));
        Assert.All(pieces[..^1], piece => Assert.NotEmpty((string)piece[text]!));
        Assert.NotNull((string?)pieces[^1][reason]);
        Assert.NotNull(pieces[^1]["amazon-bedrock-invocationMetrics"]);
        await AssertRecordAsync(reply.CallId, "completed");
    }

    [Fact]
    public async Task Mistrals_and_chat_streams_have_their_pieces()
    {
        var (mistral, _) = await StreamAsync("stream", """{"prompt":"hi","max_tokens":9}""");
        Assert.Equal((6, "stop"), (mistral.Count, (string?)mistral[^1]["outputs"]![0]!["stop_reason"]));
        var (chat, _) = await StreamAsync("stream", """{"messages":[{"role":"user","content":"hi"}]}""");
        Assert.Contains(chat, piece => (string?)piece["choices"]?.AsArray().FirstOrDefault()?["finish_reason"] == "stop");
        Assert.NotNull(chat[^1]["amazon-bedrock-invocationMetrics"]);
    }

    [Fact]
    public async Task Texts_are_turned_into_vectors()
    {
        SharedData.Path("exchanges/exchanges.jsonl");
        var titan = await InvokeAsync("vectors", """{"inputText":"hi","dimensions":256,"normalize":true}""");
        Assert.NotEmpty(titan.Json.GetProperty("embedding").EnumerateArray());
        Assert.NotEqual("0", titan.At("inputTextTokenCount"));
        Assert.Equal("normalize", titan.Header("x-penstock-dropped"));
        Assert.Equal(256, (int?)JsonNode.Parse(_upstream.Requests[^1].Body)!["dimensions"]);

        var cohere = await InvokeAsync("vectors", """{"texts":["hi"],"input_type":"search_query"}""");
        Assert.Equal("embeddings_floats", cohere.At("response_type"));
        Assert.NotEmpty(cohere.Json.GetProperty("embeddings")[0].EnumerateArray());
    }

    [Theory]
    [InlineData("text", """{"anthropic_version":"bedrock-2023-05-31","messages":7}""", "max_tokens")]
    [InlineData("text", """{"inputText":7,"textGenerationConfig":{"temperature":"x"}}""", "textGenerationConfig.temperature")]
    [InlineData("text", """{"schemaVersion":"messages-v1","messages":[]}""", "converse")]
    [InlineData("text", """{"message":"hi"}""", "converse")]
    [InlineData("vectors", """{"texts":[7]}""", "texts[0]")]
    public async Task A_body_that_cannot_be_read_is_told_in_Bedrocks_form(string model, string body, string word)
    {
        var reply = await InvokeAsync(model, body);

        Assert.Equal((400, "ValidationException"), (reply.Status, reply.Header("x-amzn-errortype")));
        Assert.Contains(word, reply.Text, StringComparison.Ordinal);
        Assert.Empty(_upstream.Requests);
    }

    [Fact]
    public async Task A_cut_stream_is_shown_as_one()
    {
        foreach (var body in new[] { Claude, """{"inputText":"hi"}""" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "model/broken/invoke-with-response-stream") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            using var response = await _penstock.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
            using var held = new MemoryStream();
            var stream = await response.Content.ReadAsStreamAsync(Ct);
            await Assert.ThrowsAnyAsync<IOException>(() => stream.CopyToAsync(held, Ct));
            var (events, broken, torn) = await Messages.ReadAsync(held.ToArray(), 4096);
            Assert.True(broken is null && !torn);
            Assert.Equal((true, "modelStreamErrorException"), (events[^1].IsFault, events[^1].Type));
            await AssertRecordAsync(response.Headers.GetValues("x-penstock-call-id").Single(), "cut");
        }
    }

    private async Task<(List<JsonNode> Pieces, Reply Reply)> StreamAsync(string model, string body)
    {
        var reply = await _penstock.Client.SendReplyAsync("POST", $"model/{model}/invoke-with-response-stream", body, ("Accept", EventStreamWriter.MediaType));
        Assert.True(reply.Status == 200, reply.Text);
        var (events, broken, torn) = await Messages.ReadAsync(reply.Bytes, 999);
        Assert.True(broken is null && !torn);
        Assert.All(events, each => Assert.Equal("chunk", each.Type));
        return ([.. events.Select(each => JsonNode.Parse(Convert.FromBase64String((string)JsonNode.Parse(each.Data)!["bytes"]!))!)], reply);
    }

    private Task<Reply> InvokeAsync(string model, string body) => _penstock.Client.SendReplyAsync("POST", $"model/{model}/invoke", body);

    private async Task<Reply> AssertRecordAsync(string callId, string end)
    {
        var record = await _penstock.Client.GetReplyAsync("api/v1/calls/" + callId);
        Assert.Equal(end, record.At("end"));
        return record;
    }
}
