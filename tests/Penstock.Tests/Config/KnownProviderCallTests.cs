using System.Text;
using System.Text.Json.Nodes;
using Penstock.Tests.Resources;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Config;

/// <summary>What known providers get from Penstock, seen by the provider: paths, headers, members.</summary>
public sealed class KnownProviderCallTests : IAsyncLifetime
{
    private const string Ask = """{"model":"MODEL","messages":[{"role":"user","content":"x"}]}""";
    private UpstreamServer _upstream = null!;
    private PenstockServer _penstock = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Data = Penstock.Upstream.SharedData.Find() }, Ct);
        var yaml = new StringBuilder($$"""
            providers:
              azure: { base_url: "{{_upstream.BaseAddress}}", api_key: key-of-azure, api_version: 2024-10-21 }
              azure-new: { like: azure, base_url: "{{_upstream.BaseAddress}}", api_key: key-of-azure }
              mistral: { base_url: "{{_upstream.BaseAddress}}v1", api_key: key-of-mistral }
              voyage: { base_url: "{{_upstream.BaseAddress}}v1", api_key: key-of-voyage }
              fireworks: { base_url: "{{_upstream.BaseAddress}}v1", api_key: k }
              groq: { base_url: "{{_upstream.BaseAddress}}openai/v1", api_key: k }
              deepseek: { base_url: "{{_upstream.BaseAddress}}v1", api_key: k }
              cohere: { base_url: "{{_upstream.BaseAddress}}", api_key: key-of-cohere }
            models:
              fire: { targets: [ { provider: fireworks, model: "deepseek-v3" } ] }
              fire-full: { targets: [ { provider: fireworks, model: "accounts/us/models/mine" } ] }
              mistral-any: { targets: [ { provider: mistral, model: "synthetic:unary:300" } ] }
              mistral-stream: { targets: [ { provider: mistral, model: "synthetic:stream:3:200" } ] }
              deep: { targets: [ { provider: deepseek, model: "synthetic:unary:300" } ] }
              voyage-embed: { capabilities: [embeddings], targets: [ { provider: voyage, model: p0270 } ] }
              voyage-rank: { capabilities: [rerank], targets: [ { provider: voyage, model: p0269 } ] }
              cohere-rank: { capabilities: [rerank], targets: [ { provider: cohere, model: p0300 } ] }

            """);
        foreach (var exchange in _upstream.Exchanges.All.Where(exchange => exchange.Provider is "azure" or "mistral" or "groq"))
        {
            var name = exchange.Provider;
            yaml.AppendLine($"  {exchange.Id}: {{ capabilities: [chat, embeddings], targets: [ {{ provider: {name}, model: {exchange.Id} }} ] }}");
            if (name == "azure")
            {
                yaml.AppendLine($"  {exchange.Id}-new: {{ capabilities: [chat, embeddings], targets: [ {{ provider: azure-new, model: {exchange.Id} }} ] }}");
            }
        }

        _penstock = await PenstockServer.StartAsync(yaml.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _penstock.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Azure_s_recordings_come_through_its_deployments_and_through_its_newer_path()
    {
        var all = Recorded("azure");
        foreach (var exchange in all)
        {
            var operation = exchange.Path.EndsWith("/embeddings", StringComparison.Ordinal) ? "embeddings" : "chat/completions";
            foreach (var (model, target) in new[] { (exchange.Id, $"/openai/deployments/{exchange.Id}/{operation}?api-version=2024-10-21"), (exchange.Id + "-new", $"/openai/v1/{operation}") })
            {
                var reply = await SendAsync("v1/" + operation, exchange, model);
                var received = _upstream.Requests[^1];

                Assert.Equal((target, "key-of-azure", (string?)null), (received.Target, received.Headers["api-key"], received.Headers.GetValueOrDefault("authorization")));
                Assert.Equal(exchange.Status == 401 ? 502 : exchange.Status, reply.Status);
                if (exchange.Status == 200 && !exchange.Stream)
                {
                    var expected = JsonNode.Parse(exchange.ResponseBody)!;
                    expected["model"] = model;
                    Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(reply.Bytes)), exchange.Id);
                }
                else if (exchange.Stream)
                {
                    Assert.EndsWith("data: [DONE]\n\n", reply.Text, StringComparison.Ordinal);
                    Assert.Equal(SseCount(exchange.ResponseBody), SseCount(reply.Bytes));
                }
            }
        }

        Assert.Equal(10, all.Count);
    }

    [Fact]
    public async Task Mistral_s_and_groq_s_recordings_come_through()
    {
        foreach (var exchange in Recorded("mistral").Concat(Recorded("groq")))
        {
            var operation = exchange.Path.EndsWith("/embeddings", StringComparison.Ordinal) ? "embeddings" : "chat/completions";
            var reply = await SendAsync("v1/" + operation, exchange, exchange.Id);

            Assert.Equal(200, reply.Status);
            Assert.DoesNotContain("stream_options", Encoding.UTF8.GetString(_upstream.Requests[^1].Body) is var sent && exchange.Provider == "mistral" ? sent : "", StringComparison.Ordinal);
            Assert.True((await UsageAsync(reply)).Input > 0, exchange.Id);
        }
    }

    [Fact]
    public async Task Mistral_gets_no_member_that_it_refuses_and_its_own_names()
    {
        var reply = await _penstock.Client.SendReplyAsync("POST", "v1/chat/completions", """
            {"seed":7,"user":"u","model":"mistral-stream","max_completion_tokens":9,"stream":true,"stream_options":{"include_usage":true},"logit_bias":{"1":2},"messages":[{"role":"user","content":"x"}],"safe_prompt":true}
            """);

        Assert.Equal(200, reply.Status);
        Assert.Equal("user, logit_bias", reply.Header("x-penstock-dropped"));
        Assert.Equal(
            """{"random_seed":7,"model":"synthetic:stream:3:200","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"x"}],"safe_prompt":true}""",
            Encoding.UTF8.GetString(_upstream.Requests[^1].Body).Trim());
    }

    [Fact]
    public async Task Mistral_gets_ids_of_nine_and_thinking_as_blocks_from_another_dialect()
    {
        var reply = await _penstock.Client.SendReplyAsync("POST", "cohere/v2/chat", """
            {"model":"mistral-any","messages":[{"role":"user","content":"x"},{"role":"assistant","tool_plan":"hm","tool_calls":[{"id":"get_time_dp3men9jrvhf","type":"function","function":{"name":"t","arguments":"{}"}}]},{"role":"tool","tool_call_id":"get_time_dp3men9jrvhf","content":"4"}]}
            """);
        var sent = JsonNode.Parse(_upstream.Requests[^1].Body)!["messages"]!;

        Assert.Equal(200, reply.Status);
        var id = (string)sent[1]!["tool_calls"]![0]!["id"]!;
        Assert.Matches("^[A-Za-z0-9]{9}$", id);
        Assert.Equal(id, (string)sent[2]!["tool_call_id"]!);
        Assert.Equal("""[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}]""", sent[1]!["content"]!.ToJsonString());
        Assert.Null(sent[1]!["reasoning_content"]);
    }

    [Fact]
    public async Task An_output_limit_is_held_where_only_its_older_name_is_known()
    {
        await _penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Ask.Replace("MODEL", "deep", StringComparison.Ordinal).Replace("{\"model\"", "{\"max_completion_tokens\":5,\"model\"", StringComparison.Ordinal));

        Assert.StartsWith("""{"max_tokens":5,"model":""", Encoding.UTF8.GetString(_upstream.Requests[^1].Body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fire", "accounts/fireworks/models/deepseek-v3")]
    [InlineData("fire-full", "accounts/us/models/mine")]
    public async Task Fireworks_models_are_called_in_full(string model, string upstream)
    {
        await _penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Ask.Replace("MODEL", model, StringComparison.Ordinal));

        Assert.Equal(upstream, (string)JsonNode.Parse(_upstream.Requests[^1].Body)!["model"]!);
    }

    [Fact]
    public async Task Voyage_is_told_the_purpose_of_vectors_in_its_words_by_a_client_of_cohere_s()
    {
        Recorded("voyage");
        var reply = await _penstock.Client.SendReplyAsync("POST", "cohere/v2/embed", """{"model":"voyage-embed","texts":["a","b"],"input_type":"search_query","output_dimension":512,"embedding_types":["float"]}""");

        Assert.Equal(200, reply.Status);
        Assert.Equal("""{"model":"p0270","input":["a","b"],"output_dimension":512,"input_type":"query"}""", Encoding.UTF8.GetString(_upstream.Requests[^1].Body));
        Assert.Equal((2, 512), (reply.Json.GetProperty("embeddings").GetProperty("float").GetArrayLength(), reply.Json.GetProperty("embeddings").GetProperty("float")[1].GetArrayLength()));
    }

    [Theory]
    [InlineData("v1/rerank", """{"model":"MODEL","query":"q","documents":["a","b","c","d"],"top_n":2,"return_documents":true}""")]
    [InlineData("v1/rerank", """{"model":"MODEL","query":"q","documents":["a","b","c","d"],"top_k":2}""")]
    [InlineData("cohere/v2/rerank", """{"model":"MODEL","query":"q","documents":["a","b","c","d"],"top_n":2}""")]
    public async Task Reranking_goes_to_voyage_and_to_cohere_in_their_forms_and_comes_back_in_the_client_s(string path, string body)
    {
        Recorded("voyage");
        foreach (var (model, top, best) in new[] { ("voyage-rank", "top_k", 0.69140625), ("cohere-rank", "top_n", 0.999071) })
        {
            var reply = await _penstock.Client.SendReplyAsync("POST", path, body.Replace("MODEL", model, StringComparison.Ordinal));
            var sent = JsonNode.Parse(_upstream.Requests[^1].Body)!;

            Assert.True(reply.Status == 200, reply.Text);
            Assert.Equal(2, (int)sent[top]!);
            Assert.Null(sent[top == "top_k" ? "top_n" : "top_k"]);
            var results = reply.Json.GetProperty(body.Contains("top_k", StringComparison.Ordinal) ? "data" : "results");
            Assert.Equal(best, results[0].GetProperty("relevance_score").GetDouble());
            Assert.Equal(body.Contains("return_documents", StringComparison.Ordinal), results[0].TryGetProperty("document", out _));
        }
    }

    private IReadOnlyList<Exchange> Recorded(string provider)
    {
        SharedData.Path("exchanges/exchanges.jsonl");
        return [.. _upstream.Exchanges.All.Where(exchange => exchange.Provider == provider)];
    }

    private async Task<Reply> SendAsync(string path, Exchange exchange, string model)
    {
        var body = JsonNode.Parse(exchange.RequestBody)!;
        body["model"] = model;
        return await _penstock.Client.SendReplyAsync("POST", path, body.ToJsonString());
    }

    private async Task<(long Input, long Output)> UsageAsync(Reply reply)
    {
        var record = await _penstock.Client.GetReplyAsync("api/v1/calls/" + reply.CallId);
        return (long.Parse(record.At("usage.input_tokens")!, null), long.Parse(record.At("usage.output_tokens")!, null));
    }

    private static int SseCount(byte[] body) => Encoding.UTF8.GetString(body).Split("data: ").Length;
}
